# shellcheck shell=bash
# Images: built by buildah from a Dockerfile as it is, kept as archives, imported into containerd at every `up`.

hm_buildah() { buildah --root "$HM_BUILDAH/root" --runroot "$HM_BUILDAH/run" --storage-driver vfs "$@"; }

# image_build <folder> <name:tag>
image_build() {
  local folder=$1 name hash archive
  [[ -f $folder/Dockerfile ]] || die "script/cluster image: expected a folder with a Dockerfile, got \"$1\"."
  name=$(full_name "$2")
  hash=$(context_hash "$folder" "$name")
  archive=$HM_IMAGES/$(tr -c 'a-zA-Z0-9.\n' - <<<"$name").tar
  if [[ ! -f $archive || $(cat "$archive.hash" 2>/dev/null) != "$hash" ]]; then
    build_archive "$folder" "$name" "$archive"
    printf '%s\n' "$hash" >"$archive.hash"
  fi
  import_archive "$archive"
}

# full_name <name:tag> as containerd and the kubelet write it.
full_name() {
  local first=${1%%/*}
  [[ $1 =~ ^[a-z0-9][a-zA-Z0-9._/:-]*$ && $1 == *:* ]] || die "script/cluster image: expected a name like app:1, got \"$1\"."
  if [[ $1 == */* && $first == *[.:]* ]]; then
    printf '%s\n' "$1"
  elif [[ $1 == */* ]]; then
    printf 'docker.io/%s\n' "$1"
  else
    printf 'docker.io/library/%s\n' "$1"
  fi
}

# Files, their modes, and all that the build depends on beside them.
context_hash() {
  {
    printf '%s\n' "$2" "$BASE_SUITE" "$GO_VERSION"
    (cd "$1" && find . -type f -printf '%m %p\n' | sort && find . -type f -print0 | sort -z | xargs -0 sha256sum)
  } | sha256sum | cut -d' ' -f1
}

build_archive() {
  local -a options=()
  local folder=$1 name=$2 archive=$3 argument
  mkdir -p "$HM_IMAGES"
  # Not in a process substitution: a failure there would go unseen.
  base_arguments "$folder/Dockerfile" >"$HM_RUN/base-arguments"
  while read -r argument; do options+=(--build-arg "$argument"); done <"$HM_RUN/base-arguments"
  step "image-${archive##*/}" "building $2" run_build "$folder" "$name" "$archive" "${options[@]}"
}

run_build() {
  local folder=$1 name=$2 archive=$3
  shift 3
  hm_buildah bud --isolation chroot --network host --format docker --tag "$name" "$@" "$folder"
  rm -f "$archive.new"
  hm_buildah push "$name" "docker-archive:$archive.new:$name"
  mv "$archive.new" "$archive"
  # The archive is what is kept; a second copy of every file would only fill the disk.
  hm_buildah rmi "$name"
}

# import_images brings every kept image into a new containerd.
import_images() {
  local archive
  pause_image
  for archive in "$HM_IMAGES"/*.tar; do
    [[ ! -f $archive ]] || import_archive "$archive"
  done
}

import_archive() { hm_ctr images import --digests=false "$1" >>"$HM_LOGS/images.log" 2>&1; }

# The image that holds a pod's namespaces: one program and nothing else.
pause_image() {
  local folder
  mkdir -p "$HM_IMAGES"
  folder=$(mktemp -d "$HM_RUN/pause-XXXXXX")
  printf 'FROM scratch\nCOPY pause /pause\nUSER 65535:65535\nENTRYPOINT ["/pause"]\n' >"$folder/Dockerfile"
  cp "$HM_STORE/helpers/pause" "$folder/pause"
  image_build "$folder" "$HM_PAUSE_IMAGE"
  rm -rf "$folder"
}

# base_arguments <Dockerfile> prints NAME=image for each base image that is a build argument and has a stand-in here.
base_arguments() {
  local name image
  while IFS='=' read -r name image; do
    case $image in
      debian:* | */debian:*) printf '%s=%s\n' "$name" "$(base_image debian "$image")" ;;
      golang:* | */golang:*) printf '%s=%s\n' "$name" "$(base_image golang "$image")" ;;
    esac
  done < <(sed -nE '/^FROM /q; s/^ARG ([A-Z_]+=.*)$/\1/p' "$1")
}
