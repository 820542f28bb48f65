# shellcheck shell=bash
# One certificate authority, new for each cluster, and what it signs.

new_key() { openssl ecparam -genkey -name prime256v1 -noout -out "$1"; }

# sign <name> <subject> [subject alternative names]
sign() {
  local name=$1 subject=$2 names=${3:-}
  new_key "$HM_PKI/$name.key"
  openssl req -new -key "$HM_PKI/$name.key" -subj "$subject" -out "$HM_PKI/$name.csr"
  {
    printf 'keyUsage=critical,digitalSignature\nextendedKeyUsage=serverAuth,clientAuth\n'
    [[ -z $names ]] || printf 'subjectAltName=%s\n' "$names"
  } >"$HM_PKI/$name.ext"
  openssl x509 -req -in "$HM_PKI/$name.csr" -CA "$HM_PKI/ca.crt" -CAkey "$HM_PKI/ca.key" -days 30 \
    -set_serial "0x$(openssl rand -hex 15)" -extfile "$HM_PKI/$name.ext" -out "$HM_PKI/$name.crt" 2>>"$HM_LOGS/certificates.log"
  rm "$HM_PKI/$name.csr" "$HM_PKI/$name.ext"
}

certificates_up() {
  local here="IP:$HM_ADDRESS,IP:127.0.0.1,DNS:localhost"
  [[ ! -f $HM_PKI/complete ]] || return 0
  new_key "$HM_PKI/ca.key"
  openssl req -x509 -new -key "$HM_PKI/ca.key" -subj '/CN=helm-migrate local cluster' -days 30 \
    -addext 'keyUsage=critical,keyCertSign,cRLSign' -out "$HM_PKI/ca.crt"
  new_key "$HM_PKI/service-account.key"
  openssl ec -in "$HM_PKI/service-account.key" -pubout -out "$HM_PKI/service-account.pub" 2>>"$HM_LOGS/certificates.log"
  sign etcd '/CN=etcd' "$here"
  sign etcd-client '/CN=kube-apiserver-etcd-client'
  sign apiserver '/CN=kube-apiserver' "$here,IP:${HM_SERVICE_RANGE%.*}.1,DNS:kubernetes,DNS:kubernetes.default,DNS:kubernetes.default.svc"
  sign apiserver-kubelet '/O=system:masters/CN=kube-apiserver-kubelet-client'
  sign controller-manager '/CN=system:kube-controller-manager'
  sign scheduler '/CN=system:kube-scheduler'
  sign kubelet "/O=system:nodes/CN=system:node:$HM_NODE" "$here,DNS:$HM_NODE"
  sign admin '/O=system:masters/CN=helm-migrate-admin'
  sign git '/CN=git' "$here"
  touch "$HM_PKI/complete"
}

# write_kubeconfig <file> <user>: everything inside, so that the file alone can be passed on.
write_kubeconfig() {
  cat >"$1" <<YAML
apiVersion: v1
kind: Config
clusters:
  - name: helm-migrate
    cluster:
      server: https://$HM_ADDRESS:$HM_APISERVER_PORT
      certificate-authority-data: $(base64 -w0 "$HM_PKI/ca.crt")
users:
  - name: $2
    user:
      client-certificate-data: $(base64 -w0 "$HM_PKI/$2.crt")
      client-key-data: $(base64 -w0 "$HM_PKI/$2.key")
contexts:
  - name: helm-migrate
    context:
      cluster: helm-migrate
      user: $2
      namespace: default
current-context: helm-migrate
YAML
}

kubeconfigs_up() {
  local user
  for user in controller-manager scheduler kubelet; do write_kubeconfig "$HM_PKI/$user.kubeconfig" "$user"; done
  write_kubeconfig "$HM_KUBECONFIG" admin
  for_caller "$HM_KUBECONFIG"
}
