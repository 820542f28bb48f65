# shellcheck shell=bash disable=SC2034
# Every version that the set-up pins. Kubernetes and etcd are pinned again in kubernetes/go.mod: keep both alike.
KUBERNETES_VERSION=v1.35.4
HELM3_VERSION=v3.22.0
HELM4_VERSION=v4.3.1
SOPS_VERSION=v3.13.3
SQL_MIGRATE_VERSION=v1.8.1
# What the end-to-end tests of charts/migrate run. dbmate is an npm package, too: keep package.json alike.
GOLANG_MIGRATE_VERSION=v4.20.1
GOOSE_VERSION=v3.30.0
DBMATE_VERSION=v2.36.0
ACT_VERSION=v0.2.89
ACTIONLINT_VERSION=v1.7.12
# What script/bench compares with; nothing else needs it.
STERN_VERSION=v1.34.0

# helm-secrets is taken from its repository at this release; the commit is what proves that it is the one meant.
HELM_SECRETS_VERSION=v4.7.7
HELM_SECRETS_COMMIT=f02f8df1c57af3c65f531bb0e0bc0859a8540845

# Helm asks for GO_MINIMUM; GO_VERSION is what is fetched where the machine's Go is older.
GO_MINIMUM=1.26.0
GO_VERSION=1.26.8

# The Debian release that replaces the public base image.
BASE_SUITE=bookworm
