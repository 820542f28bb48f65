# shellcheck shell=bash
# Debian packages: those whose command is missing, so that a machine with, say, Docker's own containerd keeps it.

# as_root <command...>
as_root() {
  if ((EUID == 0)); then
    "$@"
  elif command -v sudo >/dev/null; then
    sudo "$@"
  else
    die "This needs root: $*" 'Run it as root, or install sudo.'
  fi
}

require_supported_system() {
  [[ $(uname -s) == Linux ]] ||
    die "This is $(uname -s): a local cluster needs Linux." 'Use Debian 12 or later, or Ubuntu 22.04 or later.'
  command -v apt-get >/dev/null ||
    die "$(system_name) has no apt-get: only Debian and Ubuntu are supported." 'Install the packages of cluster/tools/system.sh by hand on a Debian or Ubuntu machine.'
}

system_name() (
  # shellcheck disable=SC1091
  . /etc/os-release 2>/dev/null && printf '%s' "${PRETTY_NAME:-This system}" || printf 'This system'
)

# Each line: what must be there (a file, a command, or @ a function that knows; any one of them will do), and the packages
# that may bring it, whose first one known is taken.
SYSTEM_NEEDS='
git git
openssl openssl
curl curl
jq jq
flock util-linux
ip iproute2
ps procps
age age
/etc/ssl/certs/ca-certificates.crt ca-certificates
containerd containerd
runc runc
/usr/lib/cni/bridge|/opt/cni/bin/bridge containernetworking-plugins
buildah buildah
/usr/lib/podman/netavark|/usr/libexec/podman/netavark|@old_buildah netavark buildah
debootstrap debootstrap
/usr/share/keyrings/debian-archive-keyring.gpg debian-archive-keyring
mariadbd mariadb-server-core mariadb-server-core-10.6 mariadb-server
mariadb mariadb-client-core mariadb-client-core-10.6 mariadb-client
/usr/lib/postgresql postgresql
'

# Before 1.29 buildah asked for no network program where the network is the host's.
old_buildah() {
  command -v buildah >/dev/null &&
    ! version_at_least "$(buildah --version | grep -oE '[0-9]+\.[0-9]+' | sed -n 1p)" 1.29
}

# have <file, command or @function>[|…]
have() {
  local one
  for one in ${1//|/ }; do
    if [[ $one == @* ]]; then
      ! "${one#@}" || return 0
    elif [[ $one == /* ]]; then
      [[ ! -e $one ]] || return 0
    elif PATH="$PATH:/usr/sbin:/sbin" command -v "$one" >/dev/null; then
      # sbin is not on everyone's PATH, but root's programs live there.
      return 0
    fi
  done
  return 1
}

missing_packages() {
  local need packages
  while read -r need packages; do
    [[ -z $need ]] || have "$need" || printf '%s\n' "$packages"
  done <<<"$SYSTEM_NEEDS"
}

known_package() {
  local name
  for name in "$@"; do
    if [[ $(apt-cache policy "$name" 2>/dev/null) =~ Candidate:\ [^\(] ]]; then
      printf '%s\n' "$name"
      return
    fi
  done
  die "None of the Debian packages $* is known here." 'Enable the main (Ubuntu: universe) component and run apt-get update.'
}

install_packages() {
  local alternatives
  local -a packages=()
  as_root apt-get update
  while read -r -a alternatives; do
    packages+=("$(known_package "${alternatives[@]}")")
  done <<<"$1"
  # Services that packages bring stay off: the cluster starts its own copies.
  as_root env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get install -y --no-install-recommends "${packages[@]}"
}

bootstrap_system() {
  local missing
  require_supported_system
  missing=$(missing_packages)
  [[ -n $missing ]] || return 0
  step system "installing Debian packages for: $(cut -d' ' -f1 <<<"$missing" | tr '\n' ' ')" install_packages "$missing"
}
