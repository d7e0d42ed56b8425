#!/bin/sh
# Writes what curtin's own test harness leaves (tests/vmtests/__init__.py: TempDir, record_result), class by class as its arguments say:
# NAME:pass, NAME:fail, NAME:setup (an installation that failed), NAME:cut (killed half-way), NAME:panic, exit:N, junit, hang, escape.
set -eu
top=$CURTIN_VMTEST_TOPDIR
mkdir -p "$top"
cases=

new() {
  for part in boot collect disks install logs; do mkdir -p "$top/$1/$part"; done
  echo '#cloud-config' >"$top/$1/install/user-data"
  echo disk >"$top/$1/disks/install_disk.img"
  printf '[    0.0] Linux version\r\nsubiquity: \033[1mstarting\033[0m\r\n' >"$top/$1/logs/install-serial.log"
}

installed() {
  echo 'curtin: Installation finished.' >>"$top/$1/logs/install-serial.log"
  echo 'Debian GNU/Linux ttyS0' >"$top/$1/logs/boot-serial.log"
  echo fstab >"$top/$1/collect/fstab"
}

testcase() {
  cases="$cases<testcase classname=\"tests.vmtests.test_it.$1\" name=\"$2\" time=\"0.5\">${3-}</testcase>"
}

status=0
for word in "$@"; do
  name=${word%%:*}
  echo "runner: $word"
  case $word in
  *:pass)
    new "$name"
    installed "$name"
    echo 'all good' >"$top/$name/logs/success"
    testcase "$name" test_fstab
    testcase "$name" test_swaps '<skipped type="unittest.SkipTest" message="no swaps"/>'
    ;;
  *:fail)
    new "$name"
    installed "$name"
    printf '{\n  "errors": 1\n}\n' >"$top/$name/logs/errors.json"
    testcase "$name" test_fstab
    testcase "$name" test_dname '<failure type="AssertionError" message="main_disk is not there">Traceback</failure>'
    ;;
  *:setup)
    new "$name"
    echo "curtin: Installation failed with exception: boom" >>"$top/$name/logs/install-serial.log"
    cases="$cases<testcase classname=\"&lt;nose.suite.ContextSuite context=tests.vmtests.test_it\" name=\"$name&gt;:setup\" time=\"1\"><error type=\"CalledProcessError\" message=\"launch ended with 1\">Traceback</error></testcase>"
    ;;
  *:panic)
    new "$name"
    echo '[    1.5] Kernel panic - not syncing: Attempted to kill init! exitcode=0x00000100' >>"$top/$name/logs/install-serial.log"
    ;;
  *:cut) new "$name" ;;
  hang) sleep 300 ;;
  stubborn)
    trap '' TERM
    sh -c 'trap "" TERM; sleep 300; sleep 300' &
    wait
    ;;
  escape) # In a session of its own; and with an empty environment, as sudo leaves it, in its folder.
    setsid sleep 301 &
    (cd "$top" && exec env -i /usr/bin/setsid sleep 302) &
    sleep 0.3
    ;;
  hostile)
    mkdir -p "$top/a<b>&\"" "$top/../stolen"
    mkdir "$top/a<b>&\"/logs"
    ln -s / "$top/LinkedTest"
    new LinkTest
    rm -r "$top/LinkTest/logs" && ln -s /etc "$top/LinkTest/logs"
    new PipeTest
    rm "$top/PipeTest/logs/install-serial.log" && mkfifo "$top/PipeTest/logs/install-serial.log"
    ln -s /etc/passwd "$top/PipeTest/logs/boot-serial.log"
    printf '{"errors": {"__proto__": 7}} garbage' >"$top/PipeTest/logs/errors.json"
    new EscapeTest
    printf '\033]0;title\007::error::pwned\n##[error]pwned\n[    1.5] Kernel panic - not syncing: \033[31mred\n' >>"$top/EscapeTest/logs/install-serial.log"
    ln -s "$top/../../../victim" "$top/EscapeTest/disks/link"
    ;;
  junit)
    printf '<?xml version="1.0"?><testsuite name="nosetests">%s</testsuite>' "$cases" >"$VMTEST_JUNIT"
    ;;
  exit:*) status=${word#exit:} ;;
  esac
done
exit "$status"
