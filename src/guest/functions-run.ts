import { EVENTS_PORT, SERIALS } from '../model/files.ts';

// The shell functions of the guest's script. They are to work in dash, bash as sh and busybox ash, with GNU's tools and busybox'.
// A fork costs 10 to 20 ms under TCG, so nothing here starts a process for each file. Names begin with vt_, which is not exported.

/**
 * Settings and small tools. The variables that are read here are for tests of the script itself, on a host: VMTEST_OUTPUT (a file
 * in place of the output disk), VMTEST_END (a command in place of the power-off), VMTEST_EVENTS (a file in place of the events port)
 * and VMTEST_WORK (the folder to work in).
 */
const SETTINGS = `set -u
umask 022
PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
HOME=\${HOME:-/root}
export PATH HOME
vt_output=\${VMTEST_OUTPUT:-} vt_end=\${VMTEST_END:-} vt_port=\${VMTEST_EVENTS:-} vt_roots=\${VMTEST_WORK:-/var/tmp /tmp /run /dev/shm}
unset VMTEST_OUTPUT VMTEST_END VMTEST_EVENTS VMTEST_WORK
vt_failed=0 vt_steps= vt_sent=0 vt_events= vt_ended=

say() { printf 'vmtest: %s\\n' "$*"; }

# Sets vt_work, a new folder where there is room: on a disk if the root is writable, as /run is small.
vt_make_work() {
  for vt_root in $vt_roots; do
    vt_work=$vt_root/vmtest-guest
    rm -rf "$vt_work" 2>/dev/null
    mkdir -p "$vt_work/collect" "$vt_work/cwd" "$vt_work/steps" "$vt_work/logs" 2>/dev/null && return 0
  done
  say "no folder to work in: tried $vt_roots"
  return 1
}

# Sets vt_disk to the device of the disk with this serial, waiting for it up to 30 s. /sys knows it where there is no udev.
vt_find_disk() {
  vt_try=0
  while :; do
    vt_disk=/dev/disk/by-id/virtio-$1
    [ -b "$vt_disk" ] && return 0
    for vt_file in /sys/block/*/serial; do
      [ -r "$vt_file" ] || continue
      vt_line=
      read -r vt_line <"$vt_file" || :
      vt_dir=\${vt_file%/serial}
      vt_disk=/dev/\${vt_dir##*/}
      [ "$vt_line" = "$1" ] && [ -b "$vt_disk" ] && return 0
    done
    vt_try=$((vt_try + 1))
    vt_disk=/dev/disk/by-id/virtio-$1
    [ "$vt_try" -le 30 ] || return 1
    [ "$vt_try" -gt 1 ] || udevadm settle --timeout=10 >/dev/null 2>&1 || :
    sleep 1
  done
}`;

/**
 * Events: JSON lines on the virtio port. A write to a port whose host end is closed blocks for ever, so a background process
 * copies from a pipe, and no more is written than the pipe holds (64 KiB) should nobody read.
 */
const EVENTS = `vt_open_events() {
  if [ -z "$vt_port" ]; then
    vt_port=/dev/virtio-ports/${EVENTS_PORT}
    if [ ! -e "$vt_port" ]; then
      for vt_file in /sys/class/virtio-ports/*/name; do
        [ -r "$vt_file" ] || continue
        vt_line=
        read -r vt_line <"$vt_file" || :
        vt_dir=\${vt_file%/name}
        [ "$vt_line" = ${EVENTS_PORT} ] && vt_port=/dev/\${vt_dir##*/}
      done
    fi
  fi
  [ -e "$vt_port" ] && mkfifo "$vt_work/events" 2>/dev/null || return 0
  exec 9<>"$vt_work/events"
  { exec cat; } <"$vt_work/events" >"$vt_port" 2>/dev/null 8>&- 9>&- &
  vt_events=yes
}

vt_event() {
  [ -n "$vt_events" ] || return 0
  vt_sent=$((vt_sent + \${#1} + 1))
  [ "$vt_sent" -lt 60000 ] || return 0
  printf '%s\\n' "$1" >&9
}`;

/**
 * Steps. Output goes through tee to the console and to a log. What ends a step is its own exit and not the end of its output: a
 * service that it started may hold that open for ever, so tee gets 2 s after the exit and is then left behind. Both report by a
 * line on descriptor 8, which carries the step's number, so that a late one is not taken for another step's.
 */
const STEPS = `# vt_step NUMBER KIND LOG-NAME JSON-NAME INTERPRETER…
vt_step() {
  vt_number=$1 vt_kind=$2 vt_log=$vt_work/logs/$3 vt_name=$4
  shift 4
  if [ "$vt_kind" != collect ] && [ "$vt_failed" != 0 ]; then
    vt_end_step -1
    return 0
  fi
  vt_cwd=$vt_work/cwd
  [ "$vt_kind" != collect ] || vt_cwd=$VMTEST_COLLECT
  say "step $vt_number $vt_name"
  vt_event "{\\"type\\":\\"step-start\\",\\"step\\":$vt_number,\\"kind\\":\\"$vt_kind\\",\\"name\\":$vt_name}"
  vt_status=0
  if [ -p "$vt_work/done" ]; then
    vt_run_live "$@"
  else
    (cd "$vt_cwd" && exec "$@" "$vt_work/steps/$vt_number") </dev/null >"$vt_log" 2>&1 9>&- || vt_status=$?
    cat "$vt_log"
  fi
  vt_end_step "$vt_status"
}

vt_run_live() {
  { tee "$vt_log" <"$vt_work/out"; echo "$vt_number" >&8; } 9>&- &
  (cd "$vt_cwd" && exec "$@" "$vt_work/steps/$vt_number") </dev/null >"$vt_work/out" 2>&1 8>&- 9>&- || vt_status=$?
  { sleep 2; echo "$vt_number late" >&8; } </dev/null >/dev/null 2>&1 9>&- &
  while read -r vt_line <&8; do
    case $vt_line in
      "$vt_number") break ;;
      "$vt_number late")
        say "step $vt_number left a process that holds its output open"
        rm -f "$vt_work/out" && mkfifo "$vt_work/out"
        break ;;
    esac
  done
}

vt_end_step() {
  case $vt_kind:$1 in
    *:0 | *:-1 | collect:*) ;;
    *) vt_failed=$1 ;;
  esac
  case $1 in
    0) ;;
    -1) say "step $vt_number $vt_name was not run: a step before it failed" ;;
    *) say "step $vt_number $vt_name failed with status $1" ;;
  esac
  vt_event "{\\"type\\":\\"step-end\\",\\"step\\":$vt_number,\\"kind\\":\\"$vt_kind\\",\\"name\\":$vt_name,\\"status\\":$1}"
  vt_steps="$vt_steps\${vt_steps:+,}{\\"name\\":$vt_name,\\"status\\":$1}"
}

vt_open_steps() {
  mkfifo "$vt_work/out" "$vt_work/done" 2>/dev/null || { rm -f "$vt_work/out" "$vt_work/done"; return 0; }
  exec 8<>"$vt_work/done"
}`;

/** Published files over HTTP: three tries each, with whatever of curl, wget and python3 the guest has. */
const FETCH = `# vt_fetch URL FILE
vt_fetch() {
  for vt_try in 1 2 3; do
    if command -v curl >/dev/null 2>&1; then curl -fsS -o "$2" "$1" && return 0
    elif command -v wget >/dev/null 2>&1; then wget -q -O "$2" "$1" && return 0
    elif command -v python3 >/dev/null 2>&1; then
      python3 -c 'import sys, urllib.request; urllib.request.urlretrieve(sys.argv[1], sys.argv[2])' "$1" "$2" && return 0
    else say 'no curl, wget or python3 to fetch files with'; return 1
    fi
    sleep 2
  done
  say "cannot fetch $2"
  return 1
}

# Mounts the seed disk on the folder named.
vt_mount_seed() {
  [ ! -e "$1/files" ] || return 0
  vt_find_disk ${SERIALS.seed} || { say 'the seed disk is not there'; return 1; }
  mkdir -p "$1" && mount -o ro "$vt_disk" "$1" || { say 'cannot mount the seed disk'; return 1; }
}`;

/** The end. Whatever made the shell exit, the machine goes down: a guest that hangs costs a whole deadline. */
const END = `# vt_finish poweroff|reboot
vt_finish() {
  [ -z "$vt_ended" ] || return 0
  vt_ended=yes
  cd /
  [ -z "\${vt_work:-}" ] || vt_event "{\\"type\\":\\"power-off\\",\\"how\\":\\"$1\\"}"
  [ -z "$vt_events" ] || exec 9>&-
  [ -z "\${vt_work:-}" ] || rm -rf "$vt_work"
  sync
  say "$1"
  if [ -n "$vt_end" ]; then eval "$vt_end"
  elif [ -d /run/systemd/system ]; then systemctl --no-block "$1" || "$1" -f
  elif [ -d /run/openrc ]; then "$1"
  else
    "$1" -f && return 0
    case $1 in reboot) vt_key=b ;; *) vt_key=o ;; esac
    echo "$vt_key" >/proc/sysrq-trigger
  fi
}`;

/** What runs the steps and ends the machine. */
export const RUN_FUNCTIONS = [SETTINGS, EVENTS, STEPS, FETCH, END].join('\n\n');
