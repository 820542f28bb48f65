# shellcheck shell=bash
# A Go that is new enough. Module downloads are verified by Go's checksum database, and so is the toolchain, which is a
# module too; that is why tools are built here and not downloaded: their releases' checksums are not known to us, and
# a checksum fetched beside the file proves nothing.

# Not the environment's: what it names is verified as well.
HM_GO_READY=

# use_go sets $GO, and GOTOOLCHAIN where that Go must fetch the newer one.
use_go() {
  [[ -z $HM_GO_READY ]] || return 0
  GO=${GO:-$(command -v go || true)}
  if [[ -z $GO && -x /usr/local/go/bin/go ]]; then GO=/usr/local/go/bin/go; fi
  if [[ -z $GO ]]; then
    step go 'installing the Debian package golang-go' install_packages golang-go
    GO=$(command -v go) || die 'The package golang-go brought no command "go".'
  fi
  verify_modules
  local have old=$GO
  have=$(go_version "$GO")
  if version_at_least "$have" "$GO_MINIMUM"; then
    export GOTOOLCHAIN=local
  elif version_at_least "$have" 1.21; then
    detail "go: $GO is $have, Helm needs $GO_MINIMUM: letting it fetch $GO_VERSION"
    export GOTOOLCHAIN=go$GO_VERSION
  else
    GO=$HM_STORE/go-$GO_VERSION/bin/go
    export GOTOOLCHAIN=local
    [[ -x $GO ]] || step go "fetching Go $GO_VERSION (the machine's is $have, Helm needs $GO_MINIMUM)" \
      into_store "go-$GO_VERSION" fetch_toolchain "$old"
  fi
  HM_GO_READY=yes
  export GO
}

# The checksum database is all that proves a module to be the one that was published: nothing is built without it. Who
# exempts private modules ($GOPRIVATE, $GONOSUMDB) does not mean these, which are public; a pattern that names nothing
# lifts it. What goes past the proxy stays so. https://go.dev/ref/mod#private-modules
verify_modules() {
  [[ $(go_setting GOSUMDB) != off ]] ||
    die 'Go is told not to verify modules: $GOSUMDB is "off".' 'Unset it for the set-up (go env -u GOSUMDB, if it was written).'
  GONOPROXY=$(go_setting GONOPROXY)
  export GONOPROXY GONOSUMDB=none
}

go_setting() { (cd / && GOTOOLCHAIN=local "$GO" env "$1"); }

# Away from any go.mod, whose toolchain line would be obeyed.
go_version() { (cd / && GOTOOLCHAIN=local "$1" env GOVERSION) | sed 's/^go//; s/[^0-9.].*//'; }

# fetch_toolchain <Go>. One older than 1.21 can download its successor as a module, but does not know how to set it up.
fetch_toolchain() {
  local module answer folder
  module=golang.org/toolchain@v0.0.1-go$GO_VERSION.linux-$(cd / && GOTOOLCHAIN=local "$1" env GOARCH)
  # Outside every module.
  cd /
  answer=$("$1" mod download -json "$module") || die "Go could not download $module: $answer"
  folder=$(sed -n 's/^[[:space:]]*"Dir": "\(.*\)",\{0,1\}$/\1/p' <<<"$answer")
  cp -R "$folder/." "$STAGE"
  chmod -R u+w "$STAGE"
  chmod -R a+x "$STAGE/bin" "$STAGE/pkg/tool"
  find "$STAGE/src" -name _go.mod -execdir mv {} go.mod \;
}

# go_build <folder of a module of ours> <output> [ldflags]
go_build() {
  (cd "$1" && CGO_ENABLED=0 GOFLAGS='-buildvcs=false' "$GO" build -trimpath -ldflags "-s -w ${3:-}" -o "$2" .)
}

# go_install <package@version> [ldflags] [tags] builds into $STAGE.
go_install() {
  (cd / && CGO_ENABLED=0 GOFLAGS='-buildvcs=false' GOBIN=$STAGE "$GO" install -trimpath -tags "${3:-}" \
    -ldflags "-s -w ${2:-}" "$1")
}
