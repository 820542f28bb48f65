# shellcheck shell=bash
# A bridge with an address: the node's, and the only one that pods need to know. Pods reach nothing beyond it, so there
# is not a rule for any firewall.

network_up() {
  if ! ip link show "$HM_BRIDGE" >/dev/null 2>&1; then
    require_free_net
    ip link add "$HM_BRIDGE" type bridge
  fi
  ip address replace "$HM_ADDRESS/24" dev "$HM_BRIDGE"
  ip link set "$HM_BRIDGE" up
}

require_free_net() {
  local taken
  taken=$(ip -o -4 route show to match "$HM_ADDRESS" | grep -v '^default' || true)
  [[ -z $taken ]] || die "The cluster's network $HM_NET.0/24 is in use on this machine: ${taken%% }." \
    'Set HELM_MIGRATE_NET to the first three numbers of a free one, for example 10.99.3.'
}

network_down() {
  if ip link show "$HM_BRIDGE" >/dev/null 2>&1; then ip link delete "$HM_BRIDGE"; fi
}

write_cni_config() {
  mkdir -p "$HM_STATE/cni/net.d"
  cat >"$HM_STATE/cni/net.d/10-$HM_BRIDGE.conflist" <<JSON
{
  "cniVersion": "1.0.0",
  "name": "$HM_BRIDGE",
  "plugins": [
    {
      "type": "bridge",
      "bridge": "$HM_BRIDGE",
      "isDefaultGateway": true,
      "forceAddress": false,
      "ipMasq": false,
      "ipam": {
        "type": "host-local",
        "dataDir": "$HM_STATE/cni/addresses",
        "ranges": [[{ "subnet": "$HM_NET.0/24", "rangeStart": "$HM_NET.10", "rangeEnd": "$HM_NET.250", "gateway": "$HM_ADDRESS" }]]
      }
    }
  ]
}
JSON
}

cni_bin() {
  local folder
  for folder in /usr/lib/cni /opt/cni/bin; do
    if [[ -x $folder/bridge && -x $folder/host-local && -x $folder/loopback ]]; then
      printf '%s\n' "$folder"
      return
    fi
  done
  die 'The CNI plugins bridge, host-local and loopback are neither in /usr/lib/cni nor in /opt/cni/bin.' \
    'Install the package containernetworking-plugins.'
}
