# shellcheck shell=bash
# Where everything lives that is too big or too dear to make twice.

[[ -n ${HOME:-}${HELM_MIGRATE_CACHE:-}${XDG_CACHE_HOME:-} ]] ||
  die 'Neither HELM_MIGRATE_CACHE nor HOME is set.' 'Set HELM_MIGRATE_CACHE to a folder that may hold some gigabytes.'
HM_CACHE=${HELM_MIGRATE_CACHE:-${XDG_CACHE_HOME:-${HOME:-}/.cache}/helm-migrate}
[[ $HM_CACHE == /* ]] || HM_CACHE="$PWD/$HM_CACHE"
HM_STORE=$HM_CACHE/store
export HM_CACHE

# lock <name> makes this script the only one at work under that name until it ends.
lock() {
  mkdir -p "$HM_CACHE"
  exec {HM_LOCK_FD}>"$HM_CACHE/$1.lock"
  if ! flock --nonblock "$HM_LOCK_FD"; then
    say "Another $1 is at work on $HM_CACHE; waiting for it."
    flock "$HM_LOCK_FD"
  fi
}

# into_store <name>-<version> <command...> runs the command in a new folder $STAGE, and moves that folder to its place
# in the store when all went well: a folder in the store is always whole.
into_store() {
  local place=$HM_STORE/$1
  shift
  mkdir -p "$HM_STORE"
  STAGE=$(mktemp -d "$HM_STORE/.new-XXXXXX")
  chmod 755 "$STAGE"
  "$@"
  rm -rf "$place"
  mv -T "$STAGE" "$place"
}

# link_tool <target> <group>/<name> puts a tool where callers find it.
link_tool() {
  mkdir -p "$HM_CACHE/bin/${2%/*}"
  ln -sfn "$1" "$HM_CACHE/bin/$2"
}
