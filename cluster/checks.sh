# shellcheck shell=bash
# What must hold before anything is changed on the machine.

require_machine() {
  require_rights
  require_cgroups
  require_short_paths
  require_commands
}

# require_way_to_root <command>, before anything is built for nothing.
require_way_to_root() {
  ((EUID == 0)) || command -v sudo >/dev/null ||
    die "script/cluster $1 needs root: it makes a bridge, mounts and cgroups; there is no sudo." 'Run it as root, or install sudo.'
}

# A root without these is one in a container that may not do what a node does.
require_rights() {
  local effective
  effective=$((16#$(sed -n 's/^CapEff:\s*//p' /proc/self/status)))
  (((effective >> 21) & 1)) || die 'The right to mount (CAP_SYS_ADMIN) is missing, although this is root.' \
    'Use a machine, or a container that is privileged.'
  (((effective >> 12) & 1)) || die 'The right to make a bridge (CAP_NET_ADMIN) is missing, although this is root.' \
    'Use a machine, or a container that is privileged.'
}

# The kernel takes 107 characters for a socket's path.
require_short_paths() {
  local longest=$HM_CONTAINERD_SOCKET.ttrpc
  ((${#longest} <= 107)) || die "The cache folder's path is $((${#longest} - 107)) characters too long to hold sockets: $HM_CACHE" \
    'Set HELM_MIGRATE_CACHE to a shorter one.'
  [[ $longest != *[[:space:]\"\\\']* ]] || die "The cache folder's path has blanks or quotes, which Kubernetes' settings cannot hold: $HM_CACHE" \
    'Set HELM_MIGRATE_CACHE to another one.'
}

require_commands() {
  local missing
  missing=$(missing_packages)
  [[ -z $missing ]] || die "Debian packages are missing: $(tr '\n' ' ' <<<"$missing")" 'Run script/bootstrap system.'
  [[ -x $HM_KUBE_BIN/kube && -x $HM_STORE/helpers/git-server ]] ||
    die "Kubernetes has not been built in $HM_STORE." 'Run script/bootstrap kubernetes helpers.'
}

# require_ports looks at all of them before anything is started. A component that runs has its own already.
require_ports() {
  local component address port variable line
  while read -r component address port variable; do
    running "$component" >/dev/null && continue
    line=$(listener "$address" "$port")
    [[ -z $line ]] || die "Port $port of $address, needed for $component, is in use$(port_holder "$line")." \
      "Stop that program, or set $variable to a free port."
  done < <(port_table)
}

# listener <address> <port> prints who listens there or on all addresses.
listener() {
  ss -Hltnp "sport = :$2" | grep -E "[[:space:]](0\.0\.0\.0|\*|\[::\]|${1//./\\.}):$2[[:space:]]" | head -n 1 || true
}

port_holder() { sed -nE 's/.*users:\(\("([^"]+)",pid=([0-9]+).*/ by \1 (pid \2)/p' <<<"$1"; }
