# shellcheck shell=bash
# The work tree's npm packages. Node 24 is one of them, so any Node that runs npm will do to begin with.

bootstrap_node() {
  [[ -f $HM_ROOT/package.json ]] || return 0
  if ! command -v npm >/dev/null || ! command -v node >/dev/null; then
    step node 'installing the Debian packages nodejs and npm' install_packages $'nodejs\nnpm'
  fi
  local wanted stamp=$HM_ROOT/node_modules/.helm-migrate
  wanted=$(cat "$HM_ROOT/package.json" "$HM_ROOT/package-lock.json" | sha256sum)
  [[ -f $stamp && $(<"$stamp") == "$wanted" ]] || {
    step npm "installing the work tree's npm packages" npm_ci
    printf '%s\n' "$wanted" >"$stamp"
  }
}

npm_ci() { cd "$HM_ROOT" && npm ci --no-audit --no-fund; }
