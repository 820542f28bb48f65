#!/usr/bin/env bash
# Fetches one commit of the migrations' repository into ./repository, for the container that applies them.
# Takes its input from the environment of the chart's Job; the exit codes are in the chart's README.
set -euo pipefail

readonly CHECKOUT=$PWD/repository
readonly FETCH_ATTEMPTS=3
GIT_ERRORS=$(mktemp)
readonly GIT_ERRORS

child=''

main() {
  # One stream, so that the log has errors and output in the order in which they were written.
  exec 2>&1
  export GIT_TERMINAL_PROMPT=0 LC_ALL=C
  trap stop_now TERM INT
  prepare_checkout
  fetch_commit
  list_migrations
}

prepare_checkout() {
  git -c init.defaultBranch=main init --quiet "$CHECKOUT"
  cd "$CHECKOUT"
  git remote add origin "$GIT_REPO"
  # A server that has stalled is given up after a minute.
  git config http.lowSpeedLimit 1
  git config http.lowSpeedTime 60
  [[ -z "${GIT_TOKEN:=}" ]] || offer_credentials
}

# git asks this helper once the server wants a user. Bound to the server's own address, so that a redirect to
# another host gets nothing.
offer_credentials() {
  local rest=${GIT_REPO#https://}
  # shellcheck disable=SC2016  # expanded by the helper's own shell, so the token is in no argument and no file
  git config "credential.https://${rest%%/*}.helper" \
    '!answer() { [ "$1" = get ] && printf "username=%s\npassword=%s\n" "$GIT_USER" "$GIT_TOKEN"; }; answer'
}

fetch_commit() {
  local attempt
  echo "Fetching $GIT_REF of $GIT_REPO"
  for ((attempt = 1; ; attempt++)); do
    if run git fetch --quiet --depth 1 --no-tags origin "$GIT_REF" 2>"$GIT_ERRORS"; then break; fi
    cat "$GIT_ERRORS"
    stop_on_refusal
    ((attempt < FETCH_ATTEMPTS)) ||
      stop 10 "cannot fetch from $GIT_REPO: check git.repo, and that the cluster can reach it (DNS, network policy, proxy)"
    echo "Trying again in $((attempt * 3)) s"
    run sleep "$((attempt * 3))" || true
  done
  git -c advice.detachedHead=false checkout --quiet FETCH_HEAD
  echo "Commit $(git rev-parse HEAD)"
}

# What another attempt would not change. git has one exit code for everything, so its words have to tell.
stop_on_refusal() {
  case "$(<"$GIT_ERRORS")" in
    *'Authentication failed'* | *'could not read Username'* | *'could not read Password'* | *'returned error: 403'*)
      stop 11 "$(refusal)" ;;
    *"couldn't find remote ref"* | *'not our ref'* | *'unadvertised object'*)
      stop 13 "$GIT_REPO has no branch, tag or commit \"$GIT_REF\": correct git.ref$(short_sha_hint)" ;;
    *"repository '"*"' not found"* | *'returned error: 404'* | *'Repository not found'*)
      stop 12 "there is no repository $GIT_REPO, or user \"$GIT_USER\" may not see it: correct git.repo or the token's rights" ;;
    *[Cc]ertificate*)
      stop 14 "the certificate of $GIT_REPO is not trusted: give its authority as git.caCertificate" ;;
  esac
}

refusal() {
  if [[ -n "$GIT_TOKEN" ]]; then
    echo "$GIT_REPO refused user \"$GIT_USER\" and the token: renew git.token, or give the token the right to read this repository"
  else
    echo "$GIT_REPO wants a user and a token: set git.user and git.token"
  fi
}

short_sha_hint() {
  [[ ! "$GIT_REF" =~ ^[0-9a-f]{5,39}$ ]] || echo ' (a commit has to be its full SHA of 40 characters)'
}

list_migrations() {
  [[ -d "$MIGRATIONS_PATH" ]] ||
    stop 15 "there is no folder \"$MIGRATIONS_PATH\" in $GIT_REPO at \"$GIT_REF\": correct migrations.path or git.ref"
  echo "Migrations in $MIGRATIONS_PATH:"
  ls -l "$MIGRATIONS_PATH"
}

# Runs a command so that a signal's trap is carried out while the command runs, not after it.
run() {
  local code=0
  "$@" &
  child=$!
  wait "$child" || code=$?
  child=''
  return "$code"
}

# Nothing has been changed yet.
stop_now() {
  [[ -z "$child" ]] || kill "$child" 2>/dev/null || true
  stop 143 'asked to stop before any migration was applied'
}

stop() {
  echo "error: $2"
  exit "$1"
}

main
