# shellcheck shell=bash
# etcd, kube-apiserver, kube-controller-manager, kube-scheduler.

start_etcd() {
  install -d -m 700 "$HM_STATE/etcd"
  # The data does not outlive `down`: nothing is gained by waiting for the disk.
  launch etcd "$HM_KUBE_BIN/etcd" --name "$HM_NODE" --data-dir "$HM_STATE/etcd" --unsafe-no-fsync --log-level warn \
    --listen-client-urls "https://127.0.0.1:$HM_ETCD_PORT" --advertise-client-urls "https://127.0.0.1:$HM_ETCD_PORT" \
    --listen-peer-urls "http://127.0.0.1:$HM_ETCD_PEER_PORT" --initial-cluster "$HM_NODE=http://127.0.0.1:$HM_ETCD_PEER_PORT" \
    --initial-advertise-peer-urls "http://127.0.0.1:$HM_ETCD_PEER_PORT" \
    --client-cert-auth --trusted-ca-file "$HM_PKI/ca.crt" --cert-file "$HM_PKI/etcd.crt" --key-file "$HM_PKI/etcd.key"
  await etcd 20 healthy_etcd
}

healthy_etcd() {
  running etcd >/dev/null && ask --cert "$HM_PKI/etcd-client.crt" --key "$HM_PKI/etcd-client.key" \
    "https://127.0.0.1:$HM_ETCD_PORT/health"
}

start_apiserver() {
  launch apiserver "$HM_KUBE_BIN/kube-apiserver" \
    --bind-address "$HM_ADDRESS" --secure-port "$HM_APISERVER_PORT" --advertise-address "$HM_ADDRESS" \
    --tls-cert-file "$HM_PKI/apiserver.crt" --tls-private-key-file "$HM_PKI/apiserver.key" \
    --client-ca-file "$HM_PKI/ca.crt" --authorization-mode Node,RBAC --enable-admission-plugins NodeRestriction \
    --etcd-servers "https://127.0.0.1:$HM_ETCD_PORT" --etcd-cafile "$HM_PKI/ca.crt" \
    --etcd-certfile "$HM_PKI/etcd-client.crt" --etcd-keyfile "$HM_PKI/etcd-client.key" \
    --kubelet-certificate-authority "$HM_PKI/ca.crt" --kubelet-client-certificate "$HM_PKI/apiserver-kubelet.crt" \
    --kubelet-client-key "$HM_PKI/apiserver-kubelet.key" --kubelet-preferred-address-types InternalIP \
    --service-account-issuer https://kubernetes.default.svc --service-account-key-file "$HM_PKI/service-account.pub" \
    --service-account-signing-key-file "$HM_PKI/service-account.key" --service-cluster-ip-range "$HM_SERVICE_RANGE" \
    --profiling=false --shutdown-delay-duration 0s
  await apiserver 60 healthy_apiserver
}

healthy_apiserver() {
  running apiserver >/dev/null && ask --cert "$HM_PKI/admin.crt" --key "$HM_PKI/admin.key" \
    "https://$HM_ADDRESS:$HM_APISERVER_PORT/readyz"
}

# Its certificate is its own, made at start: it has no callers but this check.
start_controller-manager() {
  launch controller-manager "$HM_KUBE_BIN/kube-controller-manager" --kubeconfig "$HM_PKI/controller-manager.kubeconfig" \
    --bind-address 127.0.0.1 --secure-port "$HM_CONTROLLER_MANAGER_PORT" --leader-elect=false --profiling=false \
    --root-ca-file "$HM_PKI/ca.crt" --service-account-private-key-file "$HM_PKI/service-account.key" \
    --use-service-account-credentials
  await controller-manager 30 healthy_controller-manager
}

healthy_controller-manager() {
  running controller-manager >/dev/null && ask --insecure "https://127.0.0.1:$HM_CONTROLLER_MANAGER_PORT/healthz"
}

start_scheduler() {
  launch scheduler "$HM_KUBE_BIN/kube-scheduler" --kubeconfig "$HM_PKI/scheduler.kubeconfig" \
    --bind-address 127.0.0.1 --secure-port "$HM_SCHEDULER_PORT" --leader-elect=false --profiling=false
  await scheduler 30 healthy_scheduler
}

healthy_scheduler() { running scheduler >/dev/null && ask --insecure "https://127.0.0.1:$HM_SCHEDULER_PORT/healthz"; }

# ask <curl arguments...>: whether an endpoint answers with success. A proxy has no part in it.
ask() { curl --silent --fail --noproxy '*' --max-time 5 --cacert "$HM_PKI/ca.crt" --output /dev/null "$@"; }

# api <path> prints what the API server answers to the administrator. kubectl would do, but takes ten times the work.
api() {
  curl --silent --fail --noproxy '*' --max-time 5 --cacert "$HM_PKI/ca.crt" --cert "$HM_PKI/admin.crt" \
    --key "$HM_PKI/admin.key" "https://$HM_ADDRESS:$HM_APISERVER_PORT$1?pretty=true"
}

default_account_ready() { api /api/v1/namespaces/default/serviceaccounts/default >/dev/null; }
