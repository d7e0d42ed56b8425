# The merged configuration, flat in $work/config: see config.awk.

# cfg PATH [DEFAULT]: the value at a path.
cfg() {
  cfg_value=$(awk -F '\t' -v p="$1" '$1 == p && $2 == "s" { print $3; found = 1; exit } END { exit !found }' "$work/config") ||
    cfg_value=${2:-}
  [ "$cfg_value" != null ] || cfg_value=
  printf '%b' "$cfg_value"
}

# cfg_type PATH: m, l, s, or nothing.
cfg_type() { awk -F '\t' -v p="$1" '$1 == p { print $2; exit }' "$work/config"; }

# cfg_keys PATH: the keys of a mapping or the numbers of a list, sorted as curtin sorts the names of commands.
cfg_keys() {
  awk -F '\t' -v p="$1/" 'index($1, p) == 1 { k = substr($1, length(p) + 1); if (k !~ /\//) print k }' "$work/config" | LC_ALL=C sort
}

# cfg_words PATH: a command as words that the shell can read again: a list as it is, a text for a shell.
cfg_words() {
  if [ "$(cfg_type "$1")" = s ]; then printf "sh -c '%s'" "$(cfg "$1" | sed "s/'/'\\\\''/g")"; return; fi
  cfg_index=0
  while [ -n "$(cfg_type "$1/$cfg_index")" ]; do
    printf "'%s' " "$(cfg "$1/$cfg_index" | sed "s/'/'\\\\''/g")"
    cfg_index=$((cfg_index + 1))
  done
}
