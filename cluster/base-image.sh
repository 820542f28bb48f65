# shellcheck shell=bash
# Base images: the public one, or, where it cannot be pulled, a stand-in with the same system, made from Debian packages.

HM_STANDIN=localhost/helm-migrate-stand-in

# base_image debian|golang <public name> prints the image to build from.
base_image() {
  local kind=$1 public=$2 standin=$HM_STANDIN-$1:$BASE_SUITE
  if has_image "$public"; then
    printf '%s\n' "$public"
  elif has_image "$standin"; then
    printf '%s\n' "$standin"
  elif timeout 300 buildah --root "$HM_BUILDAH/root" --runroot "$HM_BUILDAH/run" --storage-driver vfs pull --quiet \
    "$public" >>"$HM_LOGS/images.log" 2>&1; then
    printf '%s\n' "$public"
  else
    detail "image: $public cannot be pulled; a stand-in made from Debian $BASE_SUITE takes its place"
    "make_$kind" "$standin"
    printf '%s\n' "$standin"
  fi
}

has_image() { hm_buildah inspect --type image "$1" >/dev/null 2>&1; }

make_debian() { step base-image 'debootstrap (some 30 s, once)' build_debian "$1"; }

build_debian() {
  local container root
  container=$(hm_buildah from scratch)
  root=$(hm_buildah mount "$container")
  PATH="$PATH:/usr/sbin:/sbin" debootstrap --variant=minbase \
    --keyring=/usr/share/keyrings/debian-archive-keyring.gpg "$BASE_SUITE" "$root"
  find "$root/var/cache/apt" "$root/var/lib/apt/lists" -type f -delete
  rm -rf "${root:?}"/usr/share/{doc,man,locale}/*
  hm_buildah unmount "$container"
  hm_buildah config --cmd bash --env PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin "$container"
  hm_buildah commit --quiet --format docker --rm "$container" "$1"
}

make_golang() {
  local base=$HM_STANDIN-debian:$BASE_SUITE
  use_go
  has_image "$base" || make_debian "$base"
  step go-image "putting the machine's Go into an image" build_golang "$base" "$1"
}

# What the public image has and a minimal Debian lacks: Go, and the authorities that its downloads are checked by. How
# this machine reaches its modules goes along.
build_golang() {
  local container root part name
  container=$(hm_buildah from "$1")
  root=$(hm_buildah mount "$container")
  mkdir -p "$root/usr/local/go" "$root/etc/ssl/certs"
  for part in bin pkg src go.env VERSION; do cp -R "$(cd / && "$GO" env GOROOT)/$part" "$root/usr/local/go/"; done
  cp -L /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/"
  hm_buildah unmount "$container"
  for name in GOPROXY GOSUMDB GONOSUMDB GOPRIVATE; do
    hm_buildah config --env "$name=$(cd / && "$GO" env "$name")" "$container"
  done
  hm_buildah config --env GOTOOLCHAIN=local --env GOPATH=/go \
    --env PATH=/go/bin:/usr/local/go/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin "$container"
  hm_buildah commit --quiet --format docker --rm "$container" "$2"
}
