#!/usr/bin/env bash
# A stand-in for helm-secrets where its release cannot be fetched: the same command line and settings, as far as
# deploys use them, on the real sops. It never becomes part of the action.
set -euo pipefail

HELM=${HELM_SECRETS_HELM_PATH:-${HELM_BIN:-helm}}
SOPS=${HELM_SECRETS_SOPS_PATH:-${HELM_SECRETS_SOPS_BIN:-sops}}
BACKEND=${HELM_SECRETS_BACKEND:-sops}
QUIET=${HELM_SECRETS_QUIET:-false}
IN_TMP_DIR=${HELM_SECRETS_DECRYPT_SECRETS_IN_TMP_DIR:-false}
IGNORE_MISSING=${HELM_SECRETS_IGNORE_MISSING_VALUES:-false}

log() { printf '[helm-secrets] %s\n' "$*" >&2; }
info() { [[ $QUIET == true ]] || log "$@"; }
fatal() {
  log "$@"
  exit 1
}

# Like the real one, it takes away the whole folder that it is given, and what it has decrypted beside the originals.
decrypted=()
clean() {
  local file
  for file in "${decrypted[@]}"; do
    rm -f -- "$file"
    info "Removed: $file"
  done
  rm -rf -- "$work"
}

prepare() {
  work=${HELM_SECRETS_DEC_TMP_DIR:-$(mktemp -d)}
  mkdir -p "$work"
  export TMPDIR=$work
  trap clean EXIT
  trap 'trap - EXIT; clean; exit 1' HUP INT QUIT TERM
}

use_backend() {
  case $1 in
    sops | noop) BACKEND=$1 ;;
    *) fatal "the stand-in has the backends sops and noop, not \"$1\"; install the real helm-secrets for others" ;;
  esac
}

is_encrypted() { [[ $BACKEND == sops ]] && grep -q 'mac.*,type:str]' -- "$1"; }

decrypted_name() {
  local name folder=${1%/*}
  [[ $1 == */* ]] || folder=.
  name=${HELM_SECRETS_DEC_PREFIX-}${1##*/}${HELM_SECRETS_DEC_SUFFIX-.dec}
  if [[ -n ${HELM_SECRETS_DEC_DIR:-} ]]; then
    printf '%s/%s_%s' "$HELM_SECRETS_DEC_DIR" "${folder//\//_}" "$name"
  elif [[ $IN_TMP_DIR == true ]]; then
    printf '%s/%s_%s' "$work" "${folder//\//_}" "$name"
  else
    printf '%s/%s' "$folder" "$name"
  fi
}

# one_file <path> <sops type> sets $answer to the path that helm shall read.
one_file() {
  local file=$1 clear
  answer=$file
  # helm asks the downloader for these itself.
  [[ $file != *://* ]] || return 0
  if [[ ! -f $file ]]; then
    [[ $IGNORE_MISSING == true ]] || fatal "File does not exist: $file"
    answer=$(mktemp "$work/XXXXXX")
    return 0
  fi
  clear=$(decrypted_name "$file")
  if [[ -f $clear ]]; then
    info "Decrypt skipped: $file"
    answer=$clear
  elif is_encrypted "$file"; then
    "$SOPS" --decrypt --input-type "$2" --output-type "$2" --output "$clear" "$file" || {
      rm -f -- "$clear"
      fatal "Error while decrypting file: $file"
    }
    decrypted+=("$clear")
    info "Decrypt: $file"
    answer=$clear
  fi
}

# some_files <comma-separated paths> sets $answers.
some_files() {
  local file IFS=,
  local -a paths
  read -ra paths <<<"$1"
  answers=''
  for file in "${paths[@]}"; do
    one_file "${file#\?}" yaml
    answers+=${answers:+,}$answer
  done
}

run_helm() {
  local -a arguments=()
  while (($# > 0)); do
    case $1 in
      -f | --values)
        (($# > 1)) || fatal "$1: expected a file after it"
        some_files "$2"
        arguments+=("$1" "$answers")
        shift
        ;;
      --values=* | -f=*)
        some_files "${1#*=}"
        arguments+=(--values "$answers")
        ;;
      --set-file)
        (($# > 1)) || fatal "$1: expected key=file after it"
        one_file "${2#*=}" binary
        arguments+=("$1" "${2%%=*}=$answer")
        shift
        ;;
      *) arguments+=("$1") ;;
    esac
    shift
  done
  "$HELM" "${arguments[@]}"
}

# decrypt <file> prints a file as it is in clear.
decrypt() {
  [[ -f $1 ]] || fatal "File does not exist: $1"
  is_encrypted "$1" || fatal "File is not encrypted: $1"
  "$SOPS" --decrypt "$1"
}

# download <url>: what helm calls for secrets://<path>.
download() {
  local file=${1#secrets://}
  [[ -f $file ]] || fatal "File does not exist: $file"
  if is_encrypted "$file"; then "$SOPS" --decrypt "$file"; else cat -- "$file"; fi
}

main() {
  prepare
  while (($# > 0)); do
    case $1 in
      --backend | -b) use_backend "${2:-}" && shift ;;
      --backend=*) use_backend "${1#*=}" ;;
      --quiet | -q) QUIET=true ;;
      --decrypt-secrets-in-tmp-dir) IN_TMP_DIR=true ;;
      --decrypt-secrets-in-tmp-dir=*) IN_TMP_DIR=${1#*=} ;;
      --ignore-missing-values) IGNORE_MISSING=true ;;
      --ignore-missing-values=*) IGNORE_MISSING=${1#*=} ;;
      *) break ;;
    esac
    shift
  done
  use_backend "$BACKEND"
  case ${1:-} in
    '' | -h | --help | help) printf 'helm secrets <command>: a stand-in for helm-secrets, for tests only\n' ;;
    -v | --version) printf '4.7.7+stand-in\n' ;;
    dir) dirname "$(dirname "${BASH_SOURCE[0]}")" ;;
    decrypt) decrypt "${2:-}" ;;
    downloader) download "${5:-}" ;;
    encrypt | edit | post-renderer) fatal "the stand-in has no command \"$1\"; install the real helm-secrets" ;;
    *)
      log 'This is a stand-in for helm-secrets, for tests only.'
      run_helm "$@"
      ;;
  esac
}

main "$@"
