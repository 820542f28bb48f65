# shellcheck shell=bash
# The kubelet, and what it changes on a machine.

# Settings of the kernel that the kubelet and the CNI plugins change, and `down` puts back.
HM_SYSCTLS=(vm/overcommit_memory vm/panic_on_oom kernel/panic kernel/panic_on_oops kernel/keys/root_maxkeys
  kernel/keys/root_maxbytes net/ipv4/ip_forward)

start_kubelet() {
  save_sysctls
  cgroups_up
  write_kubelet_config
  launch kubelet env PATH="$PATH:/usr/sbin:/sbin" "$HM_KUBE_BIN/kubelet" --config "$HM_STATE/kubelet.yaml" \
    --kubeconfig "$HM_PKI/kubelet.kubeconfig" --root-dir "$HM_STATE/kubelet" --cert-dir "$HM_STATE/kubelet/pki" \
    --hostname-override "$HM_NODE" --node-ip "$HM_ADDRESS"
  await kubelet 30 healthy_kubelet
}

healthy_kubelet() {
  running kubelet >/dev/null && ask "http://127.0.0.1:$HM_KUBELET_HEALTH_PORT/healthz"
}

# Its type and its status are on two lines that follow each other.
node_ready() {
  [[ $(api "/api/v1/nodes/$HM_NODE" | grep -A1 '"type": "Ready"') == *'"status": "True"'* ]]
}

write_kubelet_config() {
  cat >"$HM_STATE/kubelet.yaml" <<YAML
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
address: $HM_ADDRESS
port: $HM_KUBELET_PORT
healthzBindAddress: 127.0.0.1
healthzPort: $HM_KUBELET_HEALTH_PORT
tlsCertFile: $HM_PKI/kubelet.crt
tlsPrivateKeyFile: $HM_PKI/kubelet.key
authentication:
  anonymous: { enabled: false }
  webhook: { enabled: true }
  x509: { clientCAFile: $HM_PKI/ca.crt }
authorization: { mode: Webhook }
containerRuntimeEndpoint: unix://$HM_CONTAINERD_SOCKET
cgroupDriver: cgroupfs
cgroupRoot: /$HM_CGROUP
# One image that comes slowly holds up no other.
serializeImagePulls: false
failCgroupV1: false
failSwapOn: false
enforceNodeAllocatable: []
makeIPTablesUtilChains: false
podLogsDir: $HM_STATE/pod-logs
volumePluginDir: $HM_STATE/kubelet/volume-plugins
containerLogMaxSize: $HM_CONTAINER_LOG_MAX_SIZE
# Nothing answers there, at once: no pod needs names, and each one without a server would get a warning event.
clusterDNS: ["127.0.0.1"]
resolvConf: ""
# A developer's disk is often fuller than a node's should be; cached images must stay all the same.
evictionHard: { memory.available: 50Mi }
imageGCHighThresholdPercent: 100
registryPullQPS: 0
eventRecordQPS: 0
kubeAPIQPS: 100
kubeAPIBurst: 200
YAML
}

save_sysctls() {
  local name
  [[ ! -f $HM_STATE/sysctls ]] || return 0
  for name in "${HM_SYSCTLS[@]}"; do
    [[ ! -r /proc/sys/$name ]] || printf '%s %s\n' "$name" "$(<"/proc/sys/$name")"
  done >"$HM_STATE/sysctls"
}

restore_sysctls() {
  local name value
  [[ -f $HM_STATE/sysctls ]] || return 0
  while read -r name value; do
    [[ $(<"/proc/sys/$name") == "$value" ]] || printf '%s\n' "$value" >"/proc/sys/$name" || true
  done <"$HM_STATE/sysctls"
}

# The kubelet links each log in a folder whose place cannot be set.
remove_log_links() {
  local link
  for link in /var/log/containers/*; do
    [[ -L $link && $(readlink "$link") == "$HM_STATE"/* ]] && rm -f "$link"
  done
  rmdir /var/log/containers 2>/dev/null || true
}
