# shellcheck shell=bash disable=SC2034,SC2153
# Addresses, ports and folders of the local cluster. Each can be set from outside, should it be taken on a machine.

HM_NODE=helm-migrate
HM_BRIDGE=${HELM_MIGRATE_BRIDGE:-helm-migrate0}
HM_NET=${HELM_MIGRATE_NET:-10.213.77} # the first three numbers of a /24
HM_ADDRESS=$HM_NET.1
HM_SERVICE_RANGE=10.213.78.0/24

HM_APISERVER_PORT=${HELM_MIGRATE_APISERVER_PORT:-26443}
HM_ETCD_PORT=${HELM_MIGRATE_ETCD_PORT:-26379}
HM_ETCD_PEER_PORT=${HELM_MIGRATE_ETCD_PEER_PORT:-26380}
HM_KUBELET_PORT=${HELM_MIGRATE_KUBELET_PORT:-26250}
HM_KUBELET_HEALTH_PORT=${HELM_MIGRATE_KUBELET_HEALTH_PORT:-26248}
HM_CONTROLLER_MANAGER_PORT=${HELM_MIGRATE_CONTROLLER_MANAGER_PORT:-26257}
HM_SCHEDULER_PORT=${HELM_MIGRATE_SCHEDULER_PORT:-26259}
HM_DB_PORT=${HELM_MIGRATE_DB_PORT:-26306}
HM_GIT_PORT=${HELM_MIGRATE_GIT_PORT:-26444}

# Kubernetes' own default; tests of rotation make it smaller and restart the kubelet.
HM_CONTAINER_LOG_MAX_SIZE=${HELM_MIGRATE_CONTAINER_LOG_MAX_SIZE:-10Mi}

# What `down` wipes.
HM_STATE=$HM_CACHE/cluster
HM_RUN=$HM_STATE/run
HM_PKI=$HM_STATE/pki
HM_LOGS=$HM_STATE/logs
HM_KUBECONFIG=$HM_STATE/kubeconfig
HM_CONTAINERD_SOCKET=$HM_RUN/containerd.sock
HM_DB_SOCKET=$HM_RUN/mariadb.sock
HM_GIT_ROOT=$HM_STATE/git/repositories

# What `down` keeps.
HM_IMAGES=$HM_CACHE/images
HM_BUILDAH=$HM_CACHE/buildah

HM_KUBE_BIN=$HM_STORE/kubernetes
HM_CGROUP=$HM_BRIDGE
HM_PAUSE_IMAGE=helm-migrate.local/pause:1

# In the order in which they are started.
HM_COMPONENTS=(mariadb git containerd etcd apiserver controller-manager scheduler kubelet)

# Component, address, port, and the variable that sets it.
port_table() {
  cat <<TABLE
mariadb $HM_ADDRESS $HM_DB_PORT HELM_MIGRATE_DB_PORT
git $HM_ADDRESS $HM_GIT_PORT HELM_MIGRATE_GIT_PORT
etcd 127.0.0.1 $HM_ETCD_PORT HELM_MIGRATE_ETCD_PORT
etcd 127.0.0.1 $HM_ETCD_PEER_PORT HELM_MIGRATE_ETCD_PEER_PORT
apiserver $HM_ADDRESS $HM_APISERVER_PORT HELM_MIGRATE_APISERVER_PORT
controller-manager 127.0.0.1 $HM_CONTROLLER_MANAGER_PORT HELM_MIGRATE_CONTROLLER_MANAGER_PORT
scheduler 127.0.0.1 $HM_SCHEDULER_PORT HELM_MIGRATE_SCHEDULER_PORT
kubelet $HM_ADDRESS $HM_KUBELET_PORT HELM_MIGRATE_KUBELET_PORT
kubelet 127.0.0.1 $HM_KUBELET_HEALTH_PORT HELM_MIGRATE_KUBELET_HEALTH_PORT
TABLE
}

# What a running cluster was started with: another answer means that it must be started again.
settings_fingerprint() {
  port_table
  printf '%s\n' "$HM_BRIDGE" "$(readlink "$HM_KUBE_BIN")" "$(readlink "$HM_STORE/helpers")"
}
