# shellcheck shell=bash disable=SC2034
# helm-secrets for Helm 3 (the repository as it is) and Helm 4 (one folder for each kind of plugin).

# Sets HM_SECRETS_PLUGIN to what came of it.
bootstrap_secrets-plugin() {
  local source=$HM_STORE/helm-secrets-$HELM_SECRETS_VERSION
  if [[ -n ${HELM_SECRETS_PLUGIN_DIR:-} ]]; then
    [[ -f $HELM_SECRETS_PLUGIN_DIR/plugin.yaml && -f $HELM_SECRETS_PLUGIN_DIR/scripts/run.sh ]] ||
      die "\$HELM_SECRETS_PLUGIN_DIR: expected a folder with helm-secrets (plugin.yaml, scripts/run.sh), got \"$HELM_SECRETS_PLUGIN_DIR\"." \
        'Name a checkout of helm-secrets, or unset it.'
    source=$HELM_SECRETS_PLUGIN_DIR
  elif [[ ! -d $source ]] && ! fetch_helm_secrets "$source"; then
    source=$HM_ROOT/__tests__/fakes/helm-secrets
    [[ $(known_secrets_plugin) == stand-in ]] ||
      detail "secrets-plugin: helm-secrets $HELM_SECRETS_VERSION cannot be fetched; tests use the stand-in of __tests__/fakes/helm-secrets"
  fi
  HM_SECRETS_PLUGIN=real
  [[ $source != */__tests__/fakes/helm-secrets ]] || HM_SECRETS_PLUGIN=stand-in
  lay_out_plugins "$source"
}

# fetch_helm_secrets <folder>: the commit's id is the checksum.
fetch_helm_secrets() {
  local stage got
  mkdir -p "$HM_STORE" "$HM_CACHE/logs"
  stage=$(mktemp -d "$HM_STORE/.new-XXXXXX")
  if ! GIT_TERMINAL_PROMPT=0 timeout 60 git -c advice.detachedHead=false clone --quiet --depth 1 \
    --branch "$HELM_SECRETS_VERSION" https://github.com/jkroepke/helm-secrets.git "$stage/clone" \
    >"$HM_CACHE/logs/secrets-plugin.log" 2>&1; then
    rm -rf "$stage"
    return 1
  fi
  got=$(git -C "$stage/clone" rev-parse HEAD)
  if [[ $got != "$HELM_SECRETS_COMMIT" ]]; then
    rm -rf "$stage"
    die "helm-secrets $HELM_SECRETS_VERSION: expected commit $HELM_SECRETS_COMMIT, got $got." 'Do not use it; find out why the release has changed.'
  fi
  rm -rf "$stage/clone/.git"
  chmod 755 "$stage/clone"
  mv -T "$stage/clone" "$1"
  rm -rf "$stage"
}

# lay_out_plugins <folder with helm-secrets>
lay_out_plugins() {
  local plugin part
  plugin=$(mktemp -d "$HM_CACHE/.plugins-XXXXXX")
  chmod 755 "$plugin"
  mkdir -p "$plugin/helm3/helm-secrets" "$plugin/helm4"
  cp -R "$1/plugin.yaml" "$1/scripts" "$plugin/helm3/helm-secrets/"
  # In the repository, `scripts` is a link to the one folder of scripts; a released package holds a copy.
  for part in "$1"/plugins/helm-secrets-*; do
    mkdir "$plugin/helm4/${part##*/}"
    cp "$part/plugin.yaml" "$plugin/helm4/${part##*/}/"
    cp -R "$1/scripts" "$plugin/helm4/${part##*/}/scripts"
  done
  mkdir -p "$HM_CACHE/plugins"
  for part in helm3 helm4; do
    if ! diff -rq "$plugin/$part" "$HM_CACHE/plugins/$part" >/dev/null 2>&1; then
      rm -rf "${HM_CACHE:?}/plugins/$part"
      mv -T "$plugin/$part" "$HM_CACHE/plugins/$part"
    fi
  done
  rm -rf "$plugin"
}
