#!/bin/sh
# A stand-in for curtin, of the tests' own: see the README beside. For the shell and the tools of busybox.
set -u
here=${0%/*}
. "$here/config.sh"
. "$here/report.sh"
. "$here/stages.sh"
. "$here/hostile.sh"

say() { echo "$1" >>"$log"; echo "$1"; }

verdict() { if [ "$1" = 0 ]; then echo SUCCESS; else echo FAIL; fi; }

# run_command STAGE NAME: one command of a stage; its output goes to the log too.
run_command() {
  eval "set -- \"\$1\" \"\$2\" $(cfg_words "$1_commands/$2")"
  stage=$1 key=$2
  shift 2
  [ $# -gt 0 ] || return 0
  stack=cmd-install/stage-$stage/$key
  event start "$stack" "running '$*'" DEBUG
  { case "$1 ${2:-}" in
      'curtin block-meta' | 'curtin net-meta' | 'curtin extract' | 'curtin curthooks' | 'curtin hook') inside "$2" ;;
      *) export CURTIN_REPORTSTACK=$stack; "$@" ;;
    esac; echo $? >"$work/status"; } 2>&1 | tee -a "$log"
  status=$(cat "$work/status")
  event finish "$stack" "running '$*'" DEBUG "$(verdict "$status")"
  [ "$status" = 0 ] && return 0
  echo "$key command failed" >&2
  printf 'Unexpected error while running command.\nCommand: [%s]\nExit code: %s\nReason: -\nStdout: %s\nStderr: %s' \
    "$*" "$status" "$(tail -n 3 "$log")" "''" >"$work/exception"
  return 3
}

run_stage() {
  case $1 in
    early) description='preparing for installation' ;;
    partitioning) description='configuring storage' ;;
    network) description='configuring network' ;;
    extract) description='writing install sources to disk' ;;
    curthooks) description='configuring installed system' ;;
    hook) description='finalizing installation' ;;
    late) description='executing late commands' ;;
    *) description="stage $1" ;;
  esac
  event start "cmd-install/stage-$1" "$description" INFO
  stage_status=0 stage_name=$1 stage_description=$description
  for command in $(cfg_keys "$1_commands"); do run_command "$stage_name" "$command" || { stage_status=3; break; }; done
  event finish "cmd-install/stage-$stage_name" "$stage_description" INFO "$(verdict "$stage_status")"
  return "$stage_status"
}

# error_tar: curtin-logs-<DATE>/ with the logs, where the configuration wants it.
error_tar() {
  tarfile=$(cfg install/error_tarfile)
  [ -n "$tarfile" ] || return 0
  dated=curtin-logs-$(date -u +%Y-%m-%d-%H-%M)
  mkdir -p "${tarfile%/*}" "$work/$dated"
  cp "$log" "$work/$dated/"
  uname -a >"$work/$dated/uname"
  tar -C "$work" -cf "$tarfile" "$dated"
}

install() {
  configs=
  for word in "$@"; do
    case $word in
      --config=*) configs="$configs ${word#*=}" ;;
      -*) echo "curtin: unrecognized arguments: $word" >&2; exit 2 ;;
      *) echo "{\"sources\":{\"00_cmdline\":{\"type\":\"${word%%:*}\",\"uri\":\"${word#*:}\"}}}" >"$work/source.json" ;;
    esac
  done
  awk -f "$here/config.awk" "$here/builtin.json" $configs "$work/source.json" >"$work/config" || exit 3
  open_reports
  log=$(cfg install/log_file)
  mkdir -p "${log%/*}" && : >"$log"
  version=$(sed -n "s/^_PACKED_VERSION = '\(.*\)'/\1/p" "$here/../curtin/version.py")
  started="curtin: Installation started. ($version)"
  event start cmd-install 'curtin command install' DEBUG
  echo "$started" >&2
  say "$started"
  TARGET_MOUNT_POINT=$work/target
  STANDIN_WORK=$work
  export TARGET_MOUNT_POINT STANDIN_WORK
  mkdir -p "$TARGET_MOUNT_POINT"
  failed=0 files=
  for number in $(cfg_keys install/post_files); do files="$files $(cfg "install/post_files/$number")"; done
  for number in $(cfg_keys stages | sort -n); do run_stage "$(cfg "stages/$number")" || { failed=3; break; }; done
  if [ "$failed" = 0 ]; then
    [ "$(cfg standin/mute)" = true ] || say 'curtin: Installation finished.'
  else
    message="curtin: Installation failed with exception: $(cat "$work/exception")"
    echo "$message" >>"$log"
    echo "$message" >&2
    error_tar
    # As curtin: the log is added to the very list of files that are posted, and so is posted twice.
    files="$files $log"
  fi
  misreport
  [ -z "$(cfg_type standin/fetch)" ] || fetch_forbidden
  if grep -q " $TARGET_MOUNT_POINT " /proc/mounts; then
    mkdir -p "$TARGET_MOUNT_POINT/root"
    cp "$log" "$TARGET_MOUNT_POINT/root/curtin-install.log"
    umount "$TARGET_MOUNT_POINT"
  fi
  result=$(cfg standin/result)
  event finish cmd-install 'curtin command install' DEBUG "${result:-$(verdict "$failed")}" "$(files_json $files)"
  for held in $(ls -r "$work" | grep '^held'); do post "$work/$held"; done
  [ "$failed" = 0 ] || { echo "$(cat "$work/exception")" >&2; exit 3; }
  exit "$(cfg standin/exit 0)"
}

# The system that is installed has no programs of its own: they are the environment's, in the folder of the system.
in_target() {
  [ -n "${TARGET_MOUNT_POINT:-}" ] || { echo 'Unable to find target.  Use --target or set TARGET_MOUNT_POINT' >&2; exit 2; }
  work=$STANDIN_WORK
  open_reports
  stack=$CURTIN_REPORTSTACK/cmd-in-target
  event start "$stack" 'curtin command in-target' DEBUG
  status=0
  (cd "$TARGET_MOUNT_POINT" && "$@") || status=$?
  event finish "$stack" 'curtin command in-target' DEBUG "$(verdict "$status")"
  exit "$status"
}

# block-meta as a command of a stage, on the configuration of the installation that runs.
own_block_meta() {
  work=$STANDIN_WORK stage=early stack=$CURTIN_REPORTSTACK
  open_reports
  mkdir -p "$TARGET_MOUNT_POINT"
  inside block-meta "$@"
  exit $?
}

while :; do
  case ${1:-} in
    -v | -vv | -vvv | --showtrace) shift ;;
    install) shift; work=$(mktemp -d); install "$@" ;;
    block-meta) shift; own_block_meta "$@" ;;
    in-target)
      shift
      [ "${1:-}" != -- ] || shift
      in_target "$@" ;;
    *) echo "curtin: the stand-in has no command ${1:-}" >&2; exit 2 ;;
  esac
done
