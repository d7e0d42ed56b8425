import { COMPLETE_FILE, SERIALS } from '../model/files.ts';

// Shell functions of the guest's script; see functions-run.ts for the rules that they follow.

/**
 * The collected folder is made fit for the record, which is one line a file: control characters in names are replaced, and symbolic
 * links go into symlinks.txt as \`find -printf '%Y\\t%P\\t%l\\n'\` writes them (the original harness' form) and are removed.
 */
const TIDY = `vt_tidy() {
  mkdir -p .vmtest
  rm -rf .vmtest/logs ${COMPLETE_FILE}
  cp -R "$vt_work/logs" .vmtest/logs
  LC_ALL=C find . -depth -name '*[[:cntrl:]]*' -exec sh -c '
    vt_new=\${1%/*}/$(printf %s "\${1##*/}" | tr "\\001-\\037\\177" _)
    vt_free=$vt_new n=0
    while [ -e "$vt_free" ] || [ -L "$vt_free" ]; do n=$((n + 1)) vt_free=$vt_new.$n; done
    mv "$1" "$vt_free" && printf "renamed, for the control characters in its name: %s" "$vt_free" | tr "\\001-\\037\\177" _ && echo' sh {} ';' >"$vt_work/notes"
  if [ -s "$vt_work/notes" ]; then
    cat "$vt_work/notes" >>.vmtest/notes.txt
    while read -r vt_line; do say "$vt_line"; done <"$vt_work/notes"
  fi
  find . -type l -printf '%Y\\t%P\\t%l\\n' >"$vt_work/links" 2>/dev/null ||
    find . -type l -exec sh -c 'for f; do
      t=N
      if [ -d "$f" ]; then t=d; elif [ -f "$f" ]; then t=f; elif [ -b "$f" ]; then t=b; elif [ -c "$f" ]; then t=c; elif [ -e "$f" ]; then t=U; fi
      printf "%s\\t%s\\t%s\\n" "$t" "\${f#./}" "$(readlink "$f")"
    done' sh {} + >"$vt_work/links"
  [ -s "$vt_work/links" ] || return 0
  find . -type l -exec rm -f {} +
  rm -rf symlinks.txt
  mv "$vt_work/links" symlinks.txt
}`;

/**
 * The completion record (CompletionRecord of model/evidence.ts). Sizes and digests are joined by name: GNU's sha256sum marks a line
 * whose name it escaped by a backslash in front; busybox' never escapes. A file without a digest gets zeros, which the host refuses.
 */
const RECORD = `# vt_write_record JSON-PHASE
vt_write_record() {
  vt_boot=unknown
  [ ! -r /proc/sys/kernel/random/boot_id ] || read -r vt_boot </proc/sys/kernel/random/boot_id || :
  find . -type f -exec stat -c '%s %n' {} + >"$vt_work/sizes" &&
    find . -type f -exec sha256sum {} + >"$vt_work/digests" || say 'not every collected file could be read'
  {
    printf '{"version":1,"phase":%s,"bootId":"%s","steps":[%s],"members":[' "$1" "$vt_boot" "$vt_steps"
    LC_ALL=C awk '
      part == 1 {
        line = $0
        escaped = substr(line, 1, 1) == "\\\\"
        if (escaped) line = substr(line, 2)
        name = substr(line, 67)
        if (escaped) gsub(/\\\\\\\\/, "\\\\", name)
        digest[name] = substr(line, 1, 64)
      }
      part == 2 {
        space = index($0, " ")
        name = substr($0, space + 1)
        sum = (name in digest) ? digest[name] : "0000000000000000000000000000000000000000000000000000000000000000"
        path = substr(name, 3)
        gsub(/["\\\\]/, "\\\\\\\\&", path)
        printf "%s\\n{\\"path\\":\\"%s\\",\\"size\\":%s,\\"sha256\\":\\"%s\\"}", comma, path, substr($0, 1, space - 1), sum
        comma = ","
      }' part=1 "$vt_work/digests" part=2 "$vt_work/sizes"
    printf '\\n]}\\n'
  } >"$vt_work/complete.json" && mv "$vt_work/complete.json" ${COMPLETE_FILE}
}`;

/**
 * The tar on the output disk. The record is named last, so that its being there means that all else was written before. Hard links
 * are stored as files where tar can do that; nothing is stored sparse, as the host compares plain bytes. GNU's tar takes a backslash
 * in a name for the start of an escape, even on its command line, unless it is told not to.
 */
const COLLECT = `vt_tar() {
  vt_options=
  case $(tar --version 2>/dev/null) in *GNU*) vt_options='--hard-dereference --numeric-owner --no-unquote' ;; esac
  set --
  for vt_file in ./* ./.[!.]* ./..?*; do
    [ -e "$vt_file" ] && [ "$vt_file" != ./.vmtest ] && set -- "$@" "$vt_file"
  done
  for vt_file in ./.vmtest/*; do
    [ -e "$vt_file" ] && [ "$vt_file" != ./${COMPLETE_FILE} ] && set -- "$@" "$vt_file"
  done
  tar -cf "$vt_output" $vt_options "$@" ./${COMPLETE_FILE} 2>"$vt_work/errors"
}

# vt_collect JSON-PHASE
vt_collect() {
  vt_event '{"type":"collect-start"}'
  vt_problem=
  if [ -z "$vt_output" ]; then
    vt_find_disk ${SERIALS.output} && vt_output=$vt_disk || vt_problem='the output disk is not there'
  fi
  if [ -z "$vt_problem" ]; then
    if mkdir -p "$VMTEST_COLLECT" && cd "$VMTEST_COLLECT" && vt_tidy && vt_write_record "$1"; then
      if ! vt_tar; then
        vt_line='tar failed'
        read -r vt_line <"$vt_work/errors" || :
        vt_problem=$vt_line
      fi
    else vt_problem='cannot write the completion record'
    fi
  fi
  sync
  [ ! -b "$vt_output" ] || blockdev --flushbufs "$vt_output" >/dev/null 2>&1 || :
  if [ -n "$vt_problem" ]; then
    say "collect failed: $vt_problem"
    vt_event '{"type":"collect-end","status":1}'
  else
    vt_event '{"type":"collect-end","status":0}'
  fi
}`;

/** What collects. */
export const COLLECT_FUNCTIONS = [TIDY, RECORD, COLLECT].join('\n\n');
