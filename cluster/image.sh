# shellcheck shell=bash
# Images: built by buildah from a Dockerfile as it is, kept as archives, imported into containerd at every `up`.

hm_buildah() { buildah --root "$HM_BUILDAH/root" --runroot "$HM_BUILDAH/run" --storage-driver vfs "$@"; }

# image_build <folder> <name:tag>
image_build() {
  local folder=$1 name hash
  [[ -f $folder/Dockerfile ]] || die "script/cluster image: expected a folder with a Dockerfile, got \"$1\"."
  name=$(full_name "$2")
  hash=$(context_hash "$folder")
  mkdir -p "$HM_IMAGES"
  [[ -f $HM_IMAGES/$hash.tar ]] || build_archive "$folder" "$hash" "$2"
  printf '%s %s\n' "$hash" "$name" >"$HM_IMAGES/$(tr -c 'a-zA-Z0-9.\n' - <<<"$name").name"
  import_archive "$hash" "$name"
  drop_unnamed_archives
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

# Files, their modes, and what the build depends on beside them.
context_hash() {
  {
    printf '%s\n' "$BASE_SUITE" "$GO_VERSION"
    (cd "$1" && find . -type f -printf '%m %p\n' | sort && find . -type f -print0 | sort -z | xargs -0 sha256sum)
  } | sha256sum | cut -c1-32
}

# build_archive <folder> <hash> <name for people>
build_archive() {
  local -a options=()
  local argument
  # Not in a process substitution: a failure there would go unseen.
  base_arguments "$1/Dockerfile" >"$HM_RUN/base-arguments"
  while read -r argument; do options+=(--build-arg "$argument"); done <"$HM_RUN/base-arguments"
  step "image-${2:0:12}" "building $3" run_build "$1" "$2" "${options[@]}"
}

run_build() {
  local folder=$1 archive=$HM_IMAGES/$2.tar name
  name=$(archived_name "$2")
  shift 2
  # shellcheck disable=SC2046
  hm_buildah bud --isolation chroot --network host --format docker $(own_limits) --tag "$name" "$@" "$folder"
  rm -f "$archive.new"
  hm_buildah push "$name" "docker-archive:$archive.new:$name"
  mv "$archive.new" "$archive"
  # The archive is what is kept; a second copy of every file would only fill the disk.
  hm_buildah rmi "$name"
}

# buildah from 1.29 on raises limits by itself, which takes a right (CAP_SYS_RESOURCE) that not every root has. Older ones
# lower the number of processes to 32768 first, and then cannot raise it again.
own_limits() {
  local files processes
  files=$(ulimit -Hn)
  processes=$(ulimit -Hu)
  [[ $files == unlimited ]] || printf '%s\n' "--ulimit=nofile=$files:$files"
  if [[ $processes == unlimited ]] || ((processes > 32768)); then processes=32768; fi
  printf '%s\n' "--ulimit=nproc=$processes:$processes"
}

# An archive is named by what it was built from: two names for the same files are one archive.
archived_name() { printf 'helm-migrate.local/built:%s\n' "$1"; }

# import_archive <hash> <name> brings an image into the running containerd.
import_archive() {
  local built
  built=$(archived_name "$1")
  {
    [[ -n $(hm_ctr images ls -q "name==$built") ]] || hm_ctr images import "$HM_IMAGES/$1.tar"
    hm_ctr images tag --force "$built" "$2"
  } >>"$HM_LOGS/images.log" 2>&1
}

# import_images brings every kept image into a new containerd.
import_images() {
  local file hash name
  pause_image
  for file in "$HM_IMAGES"/*.name; do
    read -r hash name <"$file"
    if [[ -f $HM_IMAGES/$hash.tar ]]; then import_archive "$hash" "$name"; fi
  done
}

drop_unnamed_archives() {
  local archive hash
  for archive in "$HM_IMAGES"/*.tar; do
    hash=${archive##*/}
    grep -qs "^${hash%.tar} " "$HM_IMAGES"/*.name || rm -f "$archive"
  done
}

# The image that holds a pod's namespaces: one program and nothing else.
pause_image() {
  local folder
  folder=$(mktemp -d "$HM_RUN/pause-XXXXXX")
  printf 'FROM scratch\nCOPY pause /pause\nUSER 65535:65535\nENTRYPOINT ["/pause"]\n' >"$folder/Dockerfile"
  cp "$HM_STORE/helpers/pause" "$folder/pause"
  image_build "$folder" "$HM_PAUSE_IMAGE"
  rm -rf "$folder"
}

# base_arguments <Dockerfile> prints NAME=image for each base image that is a build argument and has a stand-in here.
base_arguments() {
  local name public image
  while IFS='=' read -r name public; do
    case $public in
      debian:* | */debian:*) image=$(base_image debian "$public") ;;
      golang:* | */golang:*) image=$(base_image golang "$public") ;;
      *) continue ;;
    esac
    printf '%s=%s\n' "$name" "$image"
  done < <(sed -nE '/^FROM /q; s/^ARG ([A-Z_]+=.*)$/\1/p' "$1")
}
