# shellcheck shell=bash disable=SC2034
# What must have come of a deploy, asked of the workflow, of the cluster and of the database. The first thing that is
# otherwise ends the demo.

# wrong <what was expected> <what came>
wrong() {
  printf '%s✘ Deploy %s: expected %s, got %s.%s\n' "$RED" "$DEPLOY" "$1" "$2" "$PLAIN" >&2
  die 'A deploy did not come out as it should.' "Its log: $(result "$DEPLOY" log.txt)"
}

expect_success() {
  ((DEPLOY_CODE == 0)) || wrong 'the workflow to succeed' "exit code $DEPLOY_CODE"
  expect_output outcome deployed
}

expect_failure() { ((DEPLOY_CODE != 0)) || wrong 'the workflow to fail' 'success'; }

# expect_output <name> <value> looks at an output of the action.
expect_output() {
  local got
  got=$(node_modules/.bin/node -p \
    'String(JSON.parse(require("node:fs").readFileSync(process.argv[1], "utf8"))[process.argv[2]] ?? "")' \
    "$(result "$DEPLOY" outputs.json)" "$1")
  [[ $got == "$2" ]] || wrong "output \"$1\" to be \"$2\"" "\"$got\""
}

# expect_text <file of the deploy> <text>
expect_text() { grep -qF -- "$2" "$(result "$DEPLOY" "$1")" || wrong "\"$2\" in $(result "$DEPLOY" "$1")" 'nothing of it'; }

# expect_release <status> asks helm itself.
expect_release() {
  local got
  got=$("$DEMO_HELM/helm" status "$RELEASE" --namespace "$NAMESPACE" --output json |
    node_modules/.bin/node -p 'JSON.parse(require("node:fs").readFileSync(0, "utf8")).info.status')
  [[ $got == "$1" ]] || wrong "the release to be \"$1\"" "\"$got\""
}

# expect_version <version> waits until the Deployment has it, and a pod of it is ready.
expect_version() {
  local got
  kubectl --namespace "$NAMESPACE" rollout status "deployment/$RELEASE" --timeout=60s >/dev/null ||
    wrong "the Deployment to get ready with version $1" 'none that is ready after 60 s'
  got=$(deployment '{.spec.template.metadata.labels.app\.kubernetes\.io/version}')
  [[ $got == "$1" ]] || wrong "the Deployment to have version $1" "\"$got\""
  show_deployment
}

remember_deployment() { BEFORE=$(deployment "$IDENTITY"); }

expect_same_deployment() {
  local now
  now=$(deployment "$IDENTITY")
  [[ $now == "$BEFORE" ]] || wrong "the Deployment to stay as it was ($BEFORE)" "$now"
  show_deployment
  printf '  as it was before this deploy: %s\n' "$now"
}

# expect_rows <number> counts what the database itself says is applied.
expect_rows() {
  local got
  got=$(mariadb --defaults-file="$HM_DB_CLIENT_CNF" --batch --skip-column-names \
    --execute 'SELECT COUNT(*) FROM gorp_migrations' "$DATABASE")
  [[ $got == "$1" ]] || wrong "$1 migrations in the database" "$got"
}

readonly IDENTITY='uid {.metadata.uid}, generation {.metadata.generation}, version {.spec.template.metadata.labels.app\.kubernetes\.io/version}'

# deployment <jsonpath>
deployment() { kubectl --namespace "$NAMESPACE" get deployment "$RELEASE" -o "jsonpath=$1"; }

show_deployment() {
  local columns='DEPLOYMENT:.metadata.name,GENERATION:.metadata.generation'
  columns+=',VERSION:.spec.template.metadata.labels.app\.kubernetes\.io/version,READY:.status.readyReplicas'
  kubectl --namespace "$NAMESPACE" get deployment "$RELEASE" -o "custom-columns=$columns" | sed 's/^/  /'
}
