# What no curtin does: misbehaviour that a configuration asks for, under `standin`. See the README beside.

# raw: bytes of stdin to the server, its answer to stdout.
raw() {
  address=${endpoint#http://}
  address=${address%%/*}
  nc "${address%:*}" "${address#*:}"
}

# request METHOD PATH BODY-LENGTH: the head of a request.
request() {
  printf '%s %s HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: %s\r\nConnection: %s\r\n\r\n' "$1" "$2" "$3" "${4:-close}"
}

misreport() {
  [ -n "$endpoint" ] || return 0
  path=/${endpoint#http://*/}
  case $events in
    not-json)
      printf '{"name": "cmd-install", ' >"$work/bad"; post "$work/bad"
      printf '[]' >"$work/bad"; post "$work/bad"
      printf '{"name":7,"event_type":"finish"}' >"$work/bad"; post "$work/bad"
      printf '\000\377' >"$work/bad"; post "$work/bad"
      printf '{"name":"x\\n::error::y","event_type":"start","description":"\\u001b[2J\\u202e","__proto__":{"a":1},"files":[%s]}' \
        '{"path":"../../../etc/passwd","content":"cGFzc3dk"},{"path":"/tmp/.hidden","content":"aGlkZGVu"},{"path":"/x/events.jsonl","content":"bGllcw=="}' \
        >"$work/bad"; post "$work/bad" ;;
    thousands)
      # One connection, requests one behind the other: a process for each would take minutes.
      body='{"name":"cmd-install/noise","event_type":"start","description":"one of thousands","level":"DEBUG"}'
      { request POST "$path" "${#body}" keep-alive; printf '%s' "$body"; } >"$work/one"
      { awk -v file="$work/one" 'BEGIN { while ((getline line < file) > 0) text = text (text == "" ? "" : "\n") line; for (i = 0; i < 11000; i++) printf "%s", text }'
        request POST "$path" "${#body}"; printf '%s' "$body"; } | raw | grep -c '^HTTP/1.1 204' ;;
    huge)
      # A file of 1 GB, by what the head says of it; then one that says nothing of its length and goes on.
      { request POST "$path" 1073741824; printf '{"name":"cmd-install","event_type":"finish","files":[{"path":"/big","content":"'; head -c 4000000 /dev/zero | tr '\000' A; } | raw | head -n 1
      { printf 'POST %s HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n' "$path"
        head -c 1048576 /dev/zero | tr '\000' ' ' >"$work/chunk"
        for piece in $(seq 80); do printf '100000\r\n'; cat "$work/chunk"; printf '\r\n'; done; } 2>/dev/null | raw | head -n 1 ;;
  esac
  return 0
}

# Asks our server for what is none of a guest's business; `fetched` among the collected files has the answers.
fetch_forbidden() {
  address=${endpoint#http://*/}
  token=/${address%%/*}
  for number in $(cfg_keys standin/fetch); do
    wanted=$(cfg "standin/fetch/$number")
    case $wanted in TOKEN/*) wanted=$token/${wanted#TOKEN/} ;; esac
    echo "$number $(request GET "$wanted" 0 | raw | tr -d '\r' | tr '\n' ' ')" >>"$VMTEST_COLLECT/fetched"
  done
}
