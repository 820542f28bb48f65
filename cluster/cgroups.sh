# shellcheck shell=bash
# One cgroup for all pods, so that they can be found and ended; version 1 and version 2.

cgroup_version() {
  case $(stat -f -c %T /sys/fs/cgroup 2>/dev/null) in
    cgroup2fs) printf '2\n' ;;
    tmpfs) printf '1\n' ;;
    *) printf 'none\n' ;;
  esac
}

require_cgroups() {
  local controller version
  version=$(cgroup_version)
  for controller in cpu memory pids; do
    case $version in
      1) [[ -f /sys/fs/cgroup/$controller/cgroup.procs ]] || missing_cgroup "$controller" ;;
      2) grep -qw "$controller" /sys/fs/cgroup/cgroup.controllers || missing_cgroup "$controller" ;;
      *) missing_cgroup "$controller" ;;
    esac
  done
}

missing_cgroup() {
  die "The cgroup controller \"$1\" is not there: the kubelet cannot run pods on this machine." \
    'Use a machine (or a virtual one), not a container; see /sys/fs/cgroup.'
}

# The folders that are our cgroup: one for each hierarchy in version 1, a single one in version 2.
cgroup_folders() {
  local folder
  if [[ $(cgroup_version) == 2 ]]; then
    printf '%s\n' "/sys/fs/cgroup/$HM_CGROUP"
    return
  fi
  for folder in /sys/fs/cgroup/*/cgroup.procs; do
    folder=${folder%/cgroup.procs}
    # cpu and cpuacct may be two names of one hierarchy.
    [[ -L $folder ]] || printf '%s\n' "$folder/$HM_CGROUP"
  done
}

cgroups_up() {
  local folder controller
  while read -r folder; do
    mkdir -p "$folder"
    # A cpuset takes no process before it has been told its processors.
    if [[ -f $folder/cpuset.cpus && -f $folder/cgroup.clone_children ]]; then
      cat "$folder/../cpuset.cpus" >"$folder/cpuset.cpus"
      cat "$folder/../cpuset.mems" >"$folder/cpuset.mems"
    fi
    [[ -f $folder/cgroup.controllers ]] || continue
    for controller in $(<"$folder/../cgroup.controllers"); do
      # One that the kernel will not hand on is the kubelet's to complain about.
      printf '+%s' "$controller" 2>/dev/null >"$folder/../cgroup.subtree_control" || true
      printf '+%s' "$controller" 2>/dev/null >"$folder/cgroup.subtree_control" || true
    done
  done < <(cgroup_folders)
}

cgroup_processes() {
  local folder
  while read -r folder; do
    [[ ! -d $folder ]] || find "$folder" -name cgroup.procs -exec cat {} + 2>/dev/null || true
  done < <(cgroup_folders) | sort -un
}

kill_cgroups() {
  local pid left=200
  while [[ -n $(cgroup_processes) ]] && ((left-- > 0)); do
    for pid in $(cgroup_processes); do kill -KILL "$pid" 2>/dev/null || true; done
    sleep 0.05
  done
}

cgroups_down() {
  local folder
  kill_cgroups
  while read -r folder; do
    [[ ! -d $folder ]] || find "$folder" -depth -type d -exec rmdir {} \; 2>/dev/null || true
  done < <(cgroup_folders)
}
