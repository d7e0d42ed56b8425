# Events, as curtin's reporter makes them: to the log at -vv, and to the webhook where the configuration has one.

json() { printf '%s' "$1" | awk '{ gsub(/\\/, "\\\\"); gsub(/"/, "\\\""); gsub(/\t/, "\\t"); printf "%s%s", (NR > 1 ? "\\n" : ""), $0 }'; }

# Sets endpoint and began, by which events go out.
open_reports() {
  endpoint=
  for name in $(cfg_keys reporting); do
    [ "$(cfg "reporting/$name/type")" != webhook ] || endpoint=$(cfg "reporting/$name/endpoint")
  done
  events=$(cfg standin/events)
  read -r uptime idle </proc/uptime
  [ -e "$work/began" ] || echo $(($(date +%s) * 100 - ${uptime%.*} * 100 - 1${uptime#*.} + 100)) >"$work/began"
  began=$(cat "$work/began")
}

# event start|finish NAME DESCRIPTION LEVEL [RESULT [FILES-AS-JSON]]
event() {
  if [ "$1" = finish ]; then echo "$1: $2: $5: $3" >&2; else echo "$1: $2: $3" >&2; fi
  [ -n "$endpoint" ] || return 0
  level=$4 more=
  if [ "$1" = finish ]; then
    [ "$5" != FAIL ] || level=ERROR
    more=",\"result\":\"$5\"${6:+,\"files\":$6}"
  fi
  # Seconds with hundredths, as busybox has no finer date: the clock when curtin began, and the uptime since.
  read -r uptime idle </proc/uptime
  hundredths=$((began + ${uptime%.*} * 100 + 1${uptime#*.} - 100))
  printf '{"name":"%s","description":"%s","event_type":"%s","origin":"curtin","timestamp":%s,"level":"%s"%s}' \
    "$2" "$(json "$3")" "$1" "$((hundredths / 100)).$(printf %02d $((hundredths % 100)))" "$level" "$more" >"$work/event"
  case $events in
    reversed) number=$(cat "$work/number" 2>/dev/null || echo 1000); echo $((number + 1)) >"$work/number"; cp "$work/event" "$work/held.$number" ;;
    without-end) [ "$1 $2" = 'finish cmd-install' ] || post "$work/event" ;;
    *) post "$work/event" ;;
  esac
}

# post FILE: what curtin does with an event that it cannot post is a warning.
post() {
  wget -q -O /dev/null --header 'Content-Type: application/json' --post-file "$1" "$endpoint" 2>/dev/null ||
    echo "failed posting event: $(head -c 80 "$1")" >&2
}

# files_json PATH…: the files of a finish event.
files_json() {
  list=
  for file in "$@"; do
    if [ -f "$file" ]; then content="\"$(base64 "$file" | tr -d '\n')\""; else content=null; fi
    list="$list${list:+,}{\"path\":\"$(json "$file")\",\"content\":$content,\"encoding\":\"base64\"}"
  done
  printf '[%s]' "$list"
}
