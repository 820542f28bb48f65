# shellcheck shell=bash
# containerd with folders of its own, and what its containers leave behind when they are not stopped one by one.

start_containerd() {
  mkdir -p "$HM_STATE/containerd"
  write_cni_config
  write_containerd_config
  launch containerd env PATH="$PATH:/usr/sbin:/sbin" containerd --config "$HM_STATE/containerd/config.toml"
  await containerd 20 hm_ctr version
}

stop_containerd() { halt containerd; }

healthy_containerd() { running containerd >/dev/null && hm_ctr version >/dev/null 2>&1; }

hm_ctr() { ctr --address "$HM_CONTAINERD_SOCKET" --namespace k8s.io "$@"; }

write_containerd_config() {
  # A file system that is an overlay itself cannot hold another one.
  local snapshotter=overlayfs
  [[ $(stat -f -c %T "$HM_STATE") != overlayfs ]] || snapshotter=native
  cat >"$HM_STATE/containerd/config.toml" <<TOML
version = 2
root = "$HM_STATE/containerd/root"
state = "$HM_STATE/containerd/state"
disabled_plugins = ["io.containerd.snapshotter.v1.btrfs", "io.containerd.snapshotter.v1.zfs", "io.containerd.snapshotter.v1.devmapper", "io.containerd.snapshotter.v1.aufs", "io.containerd.internal.v1.opt", "io.containerd.tracing.processor.v1.otlp"]

[grpc]
  address = "$HM_CONTAINERD_SOCKET"

[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "$HM_PAUSE_IMAGE"
  # Without CAP_SYS_RESOURCE no pod could start otherwise.
  restrict_oom_score_adj = true
  # Else a killed run would leave its network namespaces among everyone's.
  netns_mounts_under_state_dir = true
  stream_server_address = "127.0.0.1"
  stream_server_port = "0"
  disable_apparmor = true
  [plugins."io.containerd.grpc.v1.cri".containerd]
    snapshotter = "$snapshotter"
    default_runtime_name = "runc"
    [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
      runtime_type = "io.containerd.runc.v2"
      [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
        SystemdCgroup = false
        Root = "$HM_STATE/containerd/runc"
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "$(cni_bin)"
    conf_dir = "$HM_STATE/cni/net.d"
TOML
}

# Shims outlive containerd, and containers their shims: both are found by what is ours alone.
end_containers() {
  local pid
  kill_cgroups
  for pid in $(shims); do kill -KILL "$pid" 2>/dev/null || true; done
  while [[ -n $(shims) ]]; do sleep 0.05; done
  remove_shim_sockets
  remove_cni_results
}

shims() {
  local file
  while read -r file; do
    case $(readlink "${file%cmdline}exe") in
      */containerd-shim* | */runc) basename "${file%/cmdline}" ;;
    esac
  done < <(grep -lsF -- "$HM_STATE/" /proc/[0-9]*/cmdline)
}

remove_shim_sockets() {
  local file socket
  for file in "$HM_STATE"/containerd/state/*/k8s.io/*/address; do
    [[ -f $file ]] || continue
    socket=$(<"$file")
    [[ $socket != unix:///run/containerd/s/* ]] || rm -f "${socket#unix://}"
  done
}

# The CNI library keeps its last answers for each pod where nobody can tell it not to.
remove_cni_results() {
  local pod
  for pod in "$HM_STATE"/containerd/state/io.containerd.runtime.v2.task/k8s.io/*; do
    rm -f "/var/lib/cni/results/"*"-${pod##*/}-"*
  done
  rmdir /var/lib/cni/results /var/lib/cni /run/containerd/s /run/containerd 2>/dev/null || true
}

# Everything that is mounted below the state folder, the latest first.
unmount_all() {
  local point
  while read -r point; do
    umount -- "$point" 2>/dev/null || umount --lazy -- "$point" 2>/dev/null || true
  done < <(mounts_below "$HM_STATE" | tac)
}

# The settings hold no folder with blanks, which mountinfo would write otherwise.
mounts_below() { awk -v top="$1/" 'index($5, top) == 1 { print $5 }' /proc/self/mountinfo; }
