# Merges configurations, each a JSON document, or YAML in braces, where words need no quotes, as curtin does: mappings key by key, anything
# else by the later one. Prints one line for each value: its path, a tab, its type (m: mapping, l: list, s: scalar), a tab, the value as
# `printf %b` takes it.
function skip() { sub(/^[ \t\r\n]+/, "", s) }
function bad(what) { print "Failed reading config. not a dictionary: " what ": " substr(s, 1, 60) > "/dev/stderr"; failed = 1; exit 1 }
function forget(path, p) { for (p in type) if (p == path || index(p, path "/") == 1) delete type[p] }
function string(text) {
  if (!match(s, /^"([^"\\]|\\.)*"/)) bad("a text was expected")
  text = substr(s, 2, RLENGTH - 2)
  s = substr(s, RLENGTH + 1)
  # What JSON escapes, printf %b has nearly the same for.
  gsub(/\\"/, "\"", text)
  gsub(/\\\//, "/", text)
  return text
}
function word(pattern,   text) {
  if (!match(s, pattern)) bad("a value was expected")
  text = substr(s, 1, RLENGTH)
  s = substr(s, RLENGTH + 1)
  sub(/ +$/, "", text)
  gsub(/\\/, "\\\\", text)
  return text
}
function set(path, kind) {
  if (path in type && (kind != "m" || type[path] != "m")) forget(path)
  if (!(path in type)) order[++count] = path
  type[path] = kind
}
function parse(path,   c, n, key) {
  skip()
  c = substr(s, 1, 1)
  if (c == "{" || c == "[") {
    set(path, c == "{" ? "m" : "l")
    s = substr(s, 2)
    skip()
    if (substr(s, 1, 1) ~ /[]}]/) { s = substr(s, 2); return }
    for (n = 0; ; n++) {
      skip()
      key = c == "{" ? (s ~ /^"/ ? string() : word("^[^:\"]+")) : n
      if (c == "{") { skip(); if (substr(s, 1, 1) != ":") bad("a colon was expected"); s = substr(s, 2) }
      parse(path "/" key)
      skip()
      if (substr(s, 1, 1) ~ /[]}]/) { s = substr(s, 2); return }
      if (substr(s, 1, 1) != ",") bad("a comma was expected")
      s = substr(s, 2)
    }
  }
  set(path, "s")
  if (c == "\"") { value[path] = string(); return }
  value[path] = word("^[^],}\n]+")
}
FNR == 1 && NR > 1 { take() }
{ s = s $0 "\n" }
function take() { skip(); if (substr(s, 1, 1) != "{") bad("a mapping was expected"); parse(""); s = "" }
END {
  if (failed) exit 1
  take()
  for (i = 1; i <= count; i++) {
    p = order[i]
    if (p in type && p != "" && !(p in told)) { told[p] = 1; print substr(p, 2) "\t" type[p] "\t" (type[p] == "s" ? value[p] : "") }
  }
}
