# shellcheck shell=bash
# The cluster as a whole: up, down, status.

cluster_up() {
  local began=$SECONDS
  clean_leftovers
  new_state
  if all_healthy; then
    say 'The cluster is up already.'
    return
  fi
  require_ports
  say 'Starting the local cluster'
  network_up
  certificates_up
  kubeconfigs_up
  start_all
  write_services
  touch "$HM_STATE/complete"
  say "The cluster is up after $((SECONDS - began)) s; its kubeconfig: $HM_KUBECONFIG"
}

new_state() {
  install -d -m 711 "$HM_STATE"
  mkdir -p "$HM_RUN" "$HM_LOGS"
  install -d -m 700 "$HM_PKI"
  settings_fingerprint >"$HM_STATE/settings"
  printf '%s\n' "$HM_BRIDGE" >"$HM_STATE/bridge"
  cat /proc/sys/kernel/random/boot_id >"$HM_STATE/boot"
}

# clean_leftovers makes way where an `up` was killed, the machine was started again, or the settings are others now.
clean_leftovers() {
  if [[ ! -d $HM_STATE ]]; then
    [[ -n $(cgroup_processes)$(shims) ]] || return 0
  elif [[ -f $HM_STATE/complete && $(<"$HM_STATE/settings") == "$(settings_fingerprint)" ]] &&
    [[ $(<"$HM_STATE/boot") == "$(</proc/sys/kernel/random/boot_id)" ]]; then
    return 0
  fi
  say 'Cleaning up what an earlier run left behind'
  tear_down
}

start_all() {
  side_by_side 'start_if_down mariadb' 'start_if_down git' start_runtime start_api
  side_by_side 'start_if_down controller-manager' 'start_if_down scheduler' 'start_if_down kubelet'
  await kubelet 60 node_ready
  await controller-manager 30 default_account_ready
}

start_runtime() {
  start_if_down containerd
  import_images
}

start_api() {
  start_if_down etcd
  start_if_down apiserver
}

# side_by_side <command...> runs commands that do not need each other. Not with &&: it would keep an error inside a
# function from ending it.
side_by_side() {
  local one failed=0
  local -a jobs=()
  for one in "$@"; do
    # shellcheck disable=SC2086
    ($one) &
    jobs+=($!)
  done
  for one in "${jobs[@]}"; do wait "$one" || failed=1; done
  ((failed == 0)) || exit 1
}

start_if_down() {
  if "healthy_$1"; then return 0; fi
  halt "$1"
  detail "starting $1"
  "start_$1"
}

all_healthy() {
  local component
  [[ -f $HM_STATE/complete ]] && ip link show "$HM_BRIDGE" >/dev/null 2>&1 || return 1
  for component in "${HM_COMPONENTS[@]}"; do "healthy_$component" || return 1; done
  node_ready
}

cluster_down() {
  if [[ ! -d $HM_STATE && -z $(cgroup_processes)$(shims) ]] && ! ip link show "$HM_BRIDGE" >/dev/null 2>&1; then
    say 'The cluster is down already.'
    return
  fi
  tear_down
  say 'The cluster is down; programs and images stay cached.'
}

# Nothing is asked to end in good order: the state is thrown away. The kubelet goes first, it would start pods again.
tear_down() {
  local component index HM_BRIDGE=$HM_BRIDGE HM_CGROUP=$HM_CGROUP
  # What is ended is what was started, whatever the settings are now.
  if [[ -f $HM_STATE/bridge ]]; then
    HM_BRIDGE=$(<"$HM_STATE/bridge")
    HM_CGROUP=$HM_BRIDGE
  fi
  for ((index = ${#HM_COMPONENTS[@]} - 1; index >= 0; index--)); do
    component=${HM_COMPONENTS[index]}
    halt "$component" 0
  done
  end_containers
  unmount_all
  cgroups_down
  network_down
  restore_sysctls
  remove_log_links
  # Should a mount have stayed after all, nothing in it is deleted.
  rm -rf --one-file-system "$HM_STATE"
}

cluster_status() {
  local component pid state missing=0
  for component in "${HM_COMPONENTS[@]}"; do
    if ! pid=$(running "$component"); then
      state='down'
      missing=1
    elif "healthy_$component"; then
      state="running, pid $pid"
    else
      state="not healthy, pid $pid, log $HM_LOGS/$component.log"
      missing=1
    fi
    printf '%-20s %s\n' "$component" "$state"
  done
  printf '%-20s %s\n' bridge "$(ip -o -4 address show "$HM_BRIDGE" 2>/dev/null | awk '{ print $2, $4 }' | grep . || echo down)"
  if [[ -f $HM_KUBECONFIG ]]; then printf '%-20s %s\n' kubeconfig "$HM_KUBECONFIG"; fi
  return "$missing"
}

# write_services tells where database and git server are, and how to get in.
write_services() {
  local file=$HM_STATE/services.env
  install -m 644 "$HM_PKI/ca.crt" "$HM_STATE/ca.crt"
  (umask 077 && : >"$file.new")
  {
    printf 'HM_DB_HOST=%q\nHM_DB_PORT=%q\n' "$HM_ADDRESS" "$HM_DB_PORT"
    printf 'HM_DB_ROOT_PASSWORD=%q\nHM_DB_CLIENT_CNF=%q\n' "$(<"$HM_STATE/mariadb/password")" "$HM_STATE/mariadb-client.cnf"
    printf 'HM_GIT_URL=%q\nHM_GIT_ROOT=%q\n' "https://$HM_ADDRESS:$HM_GIT_PORT" "$HM_GIT_ROOT"
    printf 'HM_GIT_USER=%q\nHM_GIT_TOKEN=%q\nHM_GIT_CA=%q\n' "$HM_GIT_USER" "$(<"$HM_STATE/git/token")" "$HM_STATE/ca.crt"
  } >>"$file.new"
  for_caller "$file.new"
  mv "$file.new" "$file"
}
