# shellcheck shell=bash
# The programs that are built from Go modules, unless the machine has the right version already.

# on_path <command> <version> <arguments that print it> prints where the command is, if it is that version.
on_path() {
  local found answer version=$2 name=$1
  shift 2
  found=$(command -v "$name") || return 1
  # Our own links would otherwise point at themselves.
  [[ $(readlink -f "$found") != "$HM_STORE"/* && $found != "$HM_CACHE"/* ]] || return 1
  answer=$(cd / && "$found" "$@" 2>/dev/null) || return 1
  [[ $answer =~ (^|[^0-9.])${version//./\\.}([^0-9.-]|$) ]] || return 1
  printf '%s\n' "$found"
}

# provide <name> <version> <link> <seconds a cold build takes> <package> <ldflags> <arguments that print the version>
provide() {
  local name=$1 version=$2 link=$3 seconds=$4 package=$5 ldflags=$6 found
  shift 6
  if found=$(on_path "${link##*/}" "${version#v}" "$@"); then
    link_tool "$found" "$link"
    return
  fi
  if [[ ! -x $HM_STORE/$name-$version/${link##*/} ]]; then
    use_go
    step "$name" "building $version from its Go module (some $seconds s from cold on 2 cores)" \
      into_store "$name-$version" go_install "$package@$version" "$ldflags"
  fi
  link_tool "$HM_STORE/$name-$version/${link##*/}" "$link"
}

bootstrap_helm() {
  provide helm3 "$HELM3_VERSION" helm3/helm 95 helm.sh/helm/v3/cmd/helm \
    "-X helm.sh/helm/v3/internal/version.version=$HELM3_VERSION" version --short
  provide helm4 "$HELM4_VERSION" helm4/helm 95 helm.sh/helm/v4/cmd/helm \
    "-X helm.sh/helm/v4/internal/version.version=$HELM4_VERSION" version --short
}

bootstrap_sops() {
  provide sops "$SOPS_VERSION" tools/sops 95 github.com/getsops/sops/v3/cmd/sops \
    '' --version --disable-version-check
}

bootstrap_sql-migrate() {
  provide sql-migrate "$SQL_MIGRATE_VERSION" tools/sql-migrate 40 github.com/rubenv/sql-migrate/sql-migrate \
    "-X main.version=$SQL_MIGRATE_VERSION" --version
}

# The cluster has a MariaDB: other drivers would only take their time to compile.
build_migration_tools() {
  go_install "github.com/golang-migrate/migrate/v4/cmd/migrate@$GOLANG_MIGRATE_VERSION" '' mysql
  go_install "github.com/pressly/goose/v3/cmd/goose@$GOOSE_VERSION" '' \
    no_clickhouse,no_libsql,no_mssql,no_postgres,no_sqlite3,no_vertica,no_ydb
  # On x64 it is among the npm packages; it takes minutes to compile.
  [[ $(uname -m) == x86_64 ]] || go_install "github.com/amacneil/dbmate/v2@$DBMATE_VERSION"
}

bootstrap_migration-tools() {
  local place=migration-tools-$GOLANG_MIGRATE_VERSION-$GOOSE_VERSION-$DBMATE_VERSION
  if [[ ! -x $HM_STORE/$place/goose ]]; then
    use_go
    step migration-tools 'building golang-migrate and goose from their Go modules (some 40 s from cold on 2 cores)' \
      into_store "$place" build_migration_tools
  fi
  ln -sfn "$place" "$HM_STORE/migration-tools"
}

bootstrap_act() {
  provide act "$ACT_VERSION" tools/act 30 github.com/nektos/act "-X main.version=${ACT_VERSION#v}" --version
}

bootstrap_actionlint() {
  provide actionlint "$ACTIONLINT_VERSION" tools/actionlint 10 github.com/rhysd/actionlint/cmd/actionlint \
    "-X github.com/rhysd/actionlint.version=${ACTIONLINT_VERSION#v}" -version
}

bootstrap_stern() {
  provide stern "$STERN_VERSION" tools/stern 60 github.com/stern/stern \
    "-X github.com/stern/stern/cmd.version=${STERN_VERSION#v}" --version
}

# unpack_registry takes the program out of Debian's package, which would otherwise install a service that starts with
# the machine.
unpack_registry() {
  as_root apt-get update
  (cd "$STAGE" && apt-get download docker-registry)
  dpkg-deb --extract "$STAGE"/docker-registry_*.deb "$STAGE"
  rm "$STAGE"/docker-registry_*.deb
}

# A real registry, for charts that are downloaded with a login.
bootstrap_registry() {
  if [[ ! -x $HM_STORE/registry/usr/bin/docker-registry ]]; then
    step registry "unpacking the Debian package docker-registry" into_store registry unpack_registry
  fi
  link_tool "$HM_STORE/registry/usr/bin/docker-registry" tools/docker-registry
}

bootstrap_age() {
  bootstrap_system
  link_tool "$(command -v age)" tools/age
  link_tool "$(command -v age-keygen)" tools/age-keygen
}

KUBE_PROGRAMS=(etcd kube-apiserver kube-controller-manager kube-scheduler kubelet kubectl)

build_kubernetes() {
  local flags='' package
  for package in k8s.io/component-base/version k8s.io/client-go/pkg/version; do
    flags+=" -X $package.gitVersion=$KUBERNETES_VERSION -X $package.gitMajor=1 -X $package.gitTreeState=clean"
    flags+=" -X $package.gitMinor=$(cut -d. -f2 <<<"$KUBERNETES_VERSION")"
  done
  go_build "$HM_ROOT/cluster/kubernetes" "$STAGE/kube" "$flags"
  local program
  for program in "${KUBE_PROGRAMS[@]}"; do ln -s kube "$STAGE/$program"; done
}

bootstrap_kubernetes() {
  local place
  place=kubernetes-$KUBERNETES_VERSION-$(source_hash cluster/kubernetes)
  if [[ ! -x $HM_STORE/$place/kube ]]; then
    use_go
    step kubernetes "building $KUBERNETES_VERSION, all programs in one (some 5 minutes from cold on 2 cores)" \
      into_store "$place" build_kubernetes
  fi
  ln -sfn "$place" "$HM_STORE/kubernetes"
  link_tool "$HM_STORE/kubernetes/kubectl" tools/kubectl
}

build_helpers() {
  go_build "$HM_ROOT/cluster/git-server" "$STAGE/git-server"
  go_build "$HM_ROOT/cluster/pause" "$STAGE/pause"
}

# The cluster's own small programs: the git server and what holds a pod's namespaces.
bootstrap_helpers() {
  local place
  place=helpers-$(source_hash cluster/git-server cluster/pause)
  if [[ ! -x $HM_STORE/$place/git-server ]]; then
    use_go
    step helpers 'building the git server and the pause program' into_store "$place" build_helpers
  fi
  ln -sfn "$place" "$HM_STORE/helpers"
}

# source_hash <folder...> of files in the work tree: what is built from them is built again when they change.
source_hash() {
  (cd "$HM_ROOT" && find "$@" -type f -print0 | sort -z | xargs -0 sha256sum | sha256sum | cut -c1-12)
}
