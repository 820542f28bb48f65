# shellcheck shell=bash
# Daemons, known by a file with process id and start time: an id alone may have been given to somebody else since.

# start_time <pid> fails for a process that has ended, be it that nobody has collected its exit code yet.
start_time() {
  local stat
  local -a fields
  { read -r stat <"/proc/$1/stat"; } 2>/dev/null || return 1
  # The command's name, in parentheses, may hold blanks: what follows it is counted.
  read -ra fields <<<"${stat##*) }"
  [[ ${fields[0]} != [ZX] ]] || return 1
  printf '%s\n' "${fields[19]}"
}

# running <component> prints its process id while it runs.
running() {
  local pid began
  [[ -f $HM_RUN/$1.pid ]] || return 1
  read -r pid began <"$HM_RUN/$1.pid" || return 1
  [[ -n $began && $(start_time "$pid") == "$began" ]] || return 1
  printf '%s\n' "$pid"
}

# launch <component> <command...> starts a daemon in a session of its own, with its output in its log.
launch() {
  local component=$1 pid
  shift
  (
    close_inherited
    export NO_PROXY=$HM_NET.0/24,127.0.0.1,localhost${NO_PROXY:+,$NO_PROXY}
    export no_proxy=$NO_PROXY
    exec setsid "$@"
  ) >>"$HM_LOGS/$component.log" 2>&1 </dev/null &
  pid=$!
  disown "$pid"
  printf '%s %s\n' "$pid" "$(start_time "$pid" || true)" >"$HM_RUN/$component.pid"
}

# A lock of ours or of a caller would be held for as long as a daemon has its file open.
close_inherited() {
  local fd
  for fd in /proc/self/fd/*; do
    fd=${fd##*/}
    if ((fd > 2)); then exec {fd}>&-; fi
  done
}

# halt <component> [seconds]: SIGTERM, and SIGKILL when that was not enough.
halt() {
  local pid left=$((${2:-10} * 20))
  if pid=$(running "$1"); then
    kill -TERM "$pid" 2>/dev/null || true
    while running "$1" >/dev/null && ((left-- > 0)); do sleep 0.05; done
    kill -KILL "$pid" 2>/dev/null || true
    while running "$1" >/dev/null; do sleep 0.02; done
  fi
  rm -f "$HM_RUN/$1.pid"
}

# await <component> <seconds> <check...> waits until the check holds; a daemon that has ended is not waited for.
await() {
  local component=$1 left=$(($2 * 10))
  shift 2
  until "$@" >/dev/null 2>&1; do
    if ! running "$component" >/dev/null; then component_failed "$component" 'ended as soon as it was started'; fi
    if ((left-- <= 0)); then component_failed "$component" 'does not get ready'; fi
    sleep 0.1
  done
}

component_failed() {
  tail -n 15 "$HM_LOGS/$1.log" | cut -c1-400 | sed 's/^/    | /' >&2
  die "$1 $2." "Its whole log: $HM_LOGS/$1.log"
}
