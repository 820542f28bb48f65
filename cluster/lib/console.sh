# shellcheck shell=bash
# Messages, all of them on stderr: stdout belongs to what a command answers.

say() { printf '%s\n' "$*" >&2; }
detail() { printf '  %s\n' "$*" >&2; }

# die <what is wrong> [what to do]: ends the script.
die() {
  printf 'Error: %s\n' "$1" >&2
  [[ $# -lt 2 ]] || printf '       %s\n' "$2" >&2
  exit 1
}

# step <name> <what it does> <command...> runs a long command with its output in a log file, and says that it goes on,
# how long it took, or where its log is.
step() {
  local name=$1 what=$2 log status=0 started=$SECONDS pid ticker
  shift 2
  log="$HM_CACHE/logs/$name.log"
  mkdir -p "$HM_CACHE/logs"
  detail "$name: $what"
  # A group of its own, so that Ctrl-C ends compilers and their children too.
  set -m
  (
    set -euo pipefail
    "$@"
  ) >"$log" 2>&1 </dev/null &
  pid=$!
  (while sleep 30; do detail "$name: still at it after $((SECONDS - started)) s"; done) </dev/null &
  ticker=$!
  set +m
  # shellcheck disable=SC2064
  trap "kill -TERM -- -$pid -$ticker 2>/dev/null; exit 130" INT TERM
  wait "$pid" || status=$?
  kill -- "-$ticker" 2>/dev/null || true
  wait "$ticker" 2>/dev/null || true
  trap - INT TERM
  if ((status != 0)); then
    tail -n 15 "$log" | sed 's/^/    | /' >&2
    die "Step \"$name\" ($what) failed with exit code $status after $((SECONDS - started)) s." "Its whole log: $log"
  fi
  detail "$name: done in $((SECONDS - started)) s"
}

# version_at_least <version> <minimum>, both like 1.26.0
version_at_least() { printf '%s\n%s\n' "$2" "$1" | sort -V -C; }
