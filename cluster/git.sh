# shellcheck shell=bash
# Git over HTTPS, read-only, with user and token.

HM_GIT_USER=deploy

start_git() {
  local folder=$HM_STATE/git
  mkdir -p "$folder/home" "$HM_GIT_ROOT"
  for_caller "$HM_GIT_ROOT"
  [[ -f $folder/token ]] || (umask 077 && openssl rand -hex 20 >"$folder/token")
  write_git_settings >"$folder/home/.gitconfig"
  launch git "$HM_STORE/helpers/git-server" -listen "$HM_ADDRESS:$HM_GIT_PORT" -root "$HM_GIT_ROOT" \
    -home "$folder/home" -cert "$HM_PKI/git.crt" -key "$HM_PKI/git.key" -user "$HM_GIT_USER" -token-file "$folder/token"
  await git 10 healthy_git
}

# Hosts such as GitHub serve every commit, reachable or not: a deployed commit need not be on a branch any more.
write_git_settings() {
  cat <<'CONFIG'
[safe]
  directory = *
[uploadpack]
  allowAnySHA1InWant = true
[http]
  receivepack = false
CONFIG
}

# 401 is its answer to those who do not say who they are.
healthy_git() {
  running git >/dev/null && [[ $(curl --silent --noproxy '*' --max-time 5 --cacert "$HM_PKI/ca.crt" --output /dev/null \
    --write-out '%{http_code}' "https://$HM_ADDRESS:$HM_GIT_PORT/") == 401 ]]
}
