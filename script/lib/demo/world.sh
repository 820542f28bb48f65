# shellcheck shell=bash disable=SC2034
# What the demo deploys, and where to: a folder like a service's repository, its migrations on the git server, its
# database, its secrets. All of it outside the work tree.

require_helm_major() {
  export HM_HELM_MAJOR=${HM_HELM_MAJOR:-4}
  [[ $HM_HELM_MAJOR == [34] ]] || die "\$HM_HELM_MAJOR: expected 3 or 4, got \"$HM_HELM_MAJOR\"."
}

# open_world finds the tools and the cluster's services.
open_world() {
  local cache=${HELM_MIGRATE_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/helm-migrate}
  # shellcheck source=/dev/null
  . "$cache/env.sh"
  # shellcheck source=/dev/null
  . "$HM_CACHE/cluster/services.env"
  KUBECONFIG=$(script/cluster kubeconfig)
  export KUBECONFIG
  if [[ $HM_HELM_MAJOR == 3 ]]; then DEMO_HELM=$HM_HELM3; else DEMO_HELM=$HM_HELM4; fi
  exec {DEMO_LOCK_FD}>"$HM_CACHE/demo.lock"
  flock --nonblock "$DEMO_LOCK_FD" || die 'Another script/demo is at work.' 'Wait until it has ended.'
}

# empty_world takes away what an earlier run left, and recreates everything except the migrations.
empty_world() {
  DEMO=$HM_CACHE/demo
  rm -rf "$DEMO" "$HM_GIT_ROOT/backend-demo.git"
  mkdir -p "$DEMO/results"
  (umask 077 && mkdir "$DEMO/secrets")
  trap 'rm -rf "$DEMO/secrets" "$DEMO/workspace"' EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM
  build_image
  empty_namespace
  make_secrets
  make_workspace
  describe_world
}

# The tag that the chart runs when nobody says otherwise.
build_image() {
  local tag
  tag=$(sed -n 's/^appVersion: *//p' charts/sql-migrate/Chart.yaml)
  script/cluster image images/sql-migrate-git "ghcr.io/helm-migrate/sql-migrate-git:$tag"
}

empty_namespace() {
  kubectl get namespace "$NAMESPACE" >/dev/null 2>&1 || return 0
  detail "namespace $NAMESPACE: removing what the last demo left"
  kubectl delete namespace "$NAMESPACE" --timeout=120s >/dev/null
}

# Database, age key and encrypted values, as the example's own scripts make them.
make_secrets() {
  DB_PASSWORD=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
  DB_HOST=$HM_DB_HOST DB_PORT=$HM_DB_PORT DB_ROOT_PASSWORD=$HM_DB_ROOT_PASSWORD DB_PASSWORD=$DB_PASSWORD \
    examples/backend/database --drop "$DATABASE"
  PATH="$HM_TOOLS:$PATH" GIT_TOKEN=$HM_GIT_TOKEN DB_PASSWORD=$DB_PASSWORD \
    examples/backend/prepare "$DEMO/secrets" >/dev/null
  workflow_secrets >"$DEMO/secrets/workflow.yaml"
}

# What a repository has under Settings, Secrets and variables.
workflow_secrets() {
  printf 'KUBECONFIG: |\n'
  sed 's/^/  /' "$KUBECONFIG"
  printf 'SOPS_AGE_KEY: "%s"\n' "$(grep '^AGE-SECRET-KEY-' "$DEMO/secrets/age.key")"
}

# The service's repository as the workflow checks it out.
make_workspace() {
  local backend=$DEMO/workspace/examples/backend
  mkdir -p "$backend" "$DEMO/workspace/charts"
  cp -r examples/backend/chart "$backend/"
  cp -r charts/sql-migrate "$DEMO/workspace/charts/"
  demo_values >"$backend/values.yaml"
  cp "$DEMO/secrets/secrets.yaml" "$backend/secrets.yaml"
}

demo_values() {
  cat <<YAML
sql-migrate:
  git:
    repo: $HM_GIT_URL/backend-demo.git
    branch: main
    user: $HM_GIT_USER
    caCertificate: |
$(sed 's/^/      /' "$HM_GIT_CA")
  backendConfig:
    db:
      driver: mysql
      host: $HM_DB_HOST
      port: $HM_DB_PORT
      user: $DATABASE
      database: $DATABASE
YAML
}

# publish_migrations [broken|fixed] makes the commit that the next deploy's Job fetches.
publish_migrations() {
  examples/backend/publish "$HM_GIT_ROOT/backend-demo.git" main examples/backend/backend-services/db/migrations \
    ${1:+"examples/backend/$1"} >/dev/null
}

describe_world() {
  local plugin='a stand-in for it that decrypts with the real sops (the real one could not be fetched)'
  [[ $HM_SECRETS_PLUGIN != real ]] || plugin='the real one'
  detail "Kubernetes $(kubectl version -o json | sed -n '/serverVersion/,$s/.*"gitVersion": "\(.*\)".*/\1/p')," \
    "Helm $("$DEMO_HELM/helm" version --template '{{.Version}}'), namespace $NAMESPACE, database $DATABASE"
  detail "helm-secrets: $plugin"
}

kubectl() { "$HM_TOOLS/kubectl" "$@"; }
