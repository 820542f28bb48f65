# shellcheck shell=bash disable=SC2034
# One deploy through the workflow, and what it printed.

if [[ -t 1 && -z ${NO_COLOR:-} ]]; then
  BOLD=$'\e[1m' GREEN=$'\e[1;32m' RED=$'\e[1;31m' PLAIN=$'\e[0m'
else
  BOLD='' GREEN='' RED='' PLAIN=''
fi

chapter() { printf '\n%s━━ %s%s\n' "$BOLD" "$*" "$PLAIN"; }

# verdict <text>: said only where every expectation before it held.
verdict() { printf '%s✔ %s%s\n' "$GREEN" "$*" "$PLAIN"; }

duration() { printf '%d min %d s' $(($1 / 60)) $(($1 % 60)); }

# result <number of the deploy> <file>
result() { printf '%s/results/deploy-%s/%s\n' "$DEMO" "$1" "$2"; }

# deploy <number> <version> <what it shows> sets DEPLOY and DEPLOY_CODE, the exit code of the workflow.
deploy() {
  local began=$SECONDS
  DEPLOY=$1 DEPLOY_CODE=0
  chapter "Deploy $1 of 4. $3"
  mkdir -p "$(result "$1" '')"
  workflow_inputs "$2" >"$DEMO/secrets/inputs.yaml"
  script/lib/act --workspace "$DEMO/workspace" --inputs "$DEMO/secrets/inputs.yaml" \
    --secrets "$DEMO/secrets/workflow.yaml" --records "$(result "$1" records.jsonl)" \
    --summary "$(result "$1" summary.md)" --outputs "$(result "$1" outputs.json)" |
    tee "$(result "$1" log.txt)" || DEPLOY_CODE=${PIPESTATUS[0]}
  printf '%sThe workflow took %d s.%s\n' "$BOLD" $((SECONDS - began)) "$PLAIN"
}

# What one would type on the page "Run workflow".
workflow_inputs() {
  cat <<YAML
release: $RELEASE
chart: examples/backend/chart
dependency-update: 'true'
namespace: $NAMESPACE
create-namespace: 'true'
values: examples/backend/values.yaml
encrypted-values: examples/backend/secrets.yaml
set-string: version=$1
timeout: 2m
YAML
}
