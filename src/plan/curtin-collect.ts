import { TAKE } from '../checks/guest-tools.ts';
import { SERIALS } from '../model/files.ts';
import type { GuestStep } from '../model/plan.ts';

/**
 * Sets `ours` and `ours_tags` to sed commands that drop our own disks: a line that ends in one's name, as `ls -l` shows a link to it
 * and as /proc/partitions names it, and a device of `blkid -o export`, whose lines end with an empty one. A guest has its disks in any
 * order, so they are known by their serial numbers; those of ours are all virtio's.
 */
const OURS = `ours= ours_tags=
for f in R/sys/block/*/serial; do
  [ -r "$f" ] || continue
  v=
  IFS= read -r v < "$f" || :
  case $v in
    ${Object.values(SERIALS).join('|')})
      n=\${f%/serial} n=\${n##*/}
      ours="$ours/[ \\\\/]$n[0-9]*\\$/d;" ours_tags="$ours_tags/^DEVNAME=.*\\\\/$n[0-9]*\\$/,/^\\$/d;"
      ;;
  esac
done`;

// Processes are what it costs under TCG: none is started for what is not there.
const COMMON = `keep() { [ ! -e "$1" ] || cp -a "$1" "$2"; }
keep R/root root
keep R/etc/fstab fstab
keep R/etc/udev/rules.d udev_rules.d
for f in R/var/log/messages R/var/log/syslog R/var/log/cloud-init*; do keep "$f" .; done
keep R/var/lib/cloud var_lib_cloud
keep R/run/cloud-init run_cloud-init
copy R/proc/cmdline proc_cmdline
copy R/proc/mounts proc_mounts
copy R/proc/swaps proc-swaps
[ ! -r R/proc/partitions ] || sed "$ours" R/proc/partitions > proc_partitions
take ifconfig_a ifconfig -a
take ip_a ip a
for by in dname id partuuid path uuid; do
  : > "ls_al_by$by"
  [ ! -d "R/dev/disk/by-$by" ] || ls -al "R/dev/disk/by-$by/" | sed "$ours" > "ls_al_by$by"
done
: > ls_dname
[ ! -d R/dev/disk/by-dname ] || ls R/dev/disk/by-dname/ > ls_dname
take blkid.out blkid -o export
[ -z "$ours" ] || { sed "$ours_tags" blkid.out > blkid.out.new && mv blkid.out.new blkid.out; }
[ ! -d R/boot ] || find R/boot > find_boot.out
[ ! -d R/sys/firmware/efi ] || take efibootmgr.out efibootmgr -v
keep R/etc/default/grub etc_default_grub
keep R/etc/default/grub.d etc_default_grub_d`;

const DEBIAN = `if [ -x R/root/curtin/bin/curtin ]; then R/root/curtin/bin/curtin block-discover > boot-curtin-block-discover.json; fi
  dpkg-query --show --showformat='\${db:Status-Abbrev}\\t\${Package}\\t\${Version}\\n' > debian-packages.txt 2> debian-packages.txt.err
  keep R/etc/network/interfaces .
  keep R/etc/network/interfaces.d .
  : > find_interfacesd
  [ ! -d R/etc/network/interfaces.d ] || find R/etc/network/interfaces.d > find_interfacesd
  if command -v apt-config >/dev/null 2>&1; then
    v=
    eval "$(apt-config shell v Acquire::HTTP::Proxy)"
    printf '%s\\n' "$v" > apt-proxy
  fi
  keep R/etc/kernel-img.conf .`;

const CENTOS = `rpm -qa | cat > rpm_qa
  rpm -q --queryformat '%{VERSION}\\n' cloud-init | cat > rpm_ci_version
  rpm -E '%rhel' | cat > rpm_dist_version_major
  keep R/etc/sysconfig/network-scripts .
  keep R/etc/centos-release .`;

/** A journal that is not written to a disk is left where it is, as the original does. */
const JOURNAL = `if [ -d R/var/log/journal ]; then
  journalctl --sync
  journalctl --flush
  cp -a R/var/log/journal var-log-journal
  for f in var-log-journal/*/system*.journal; do
    if [ -e "$f" ]; then gzip -9 "$f"; fi
  done
fi`;

/** Sockets and pipes of the copied folders are no data, and tar and the record could not have them. */
const TIDY = 'find . ! -type f ! -type d ! -type l -exec rm -f {} +';

/**
 * What the original's default scripts collect of a system that curtin installed, under their names, and by what the system has: files of
 * dpkg where there is dpkg-query, else those of rpm where there is rpm with a database (busybox has an `rpm` too). A tool that is absent is no failure.
 *
 * @param root below which the system's files are; only tests of the script give another than ''
 */
export function curtinDefaults(root = ''): string {
  const script = `${TAKE}
${OURS}
${COMMON}
if command -v dpkg-query >/dev/null 2>&1; then
  ${DEBIAN}
elif command -v rpm >/dev/null 2>&1 && [ -d R/var/lib/rpm ]; then
  ${CENTOS}
fi
${JOURNAL}
${TIDY}
exit 0
`;
  return script.replaceAll(/(?<=[ "])R\//g, `${root}/`);
}

/** The step of each boot of what curtin installed. It comes before the suite's own collecting, which may build on it. */
export const CURTIN_DEFAULTS: readonly GuestStep[] = [{ name: 'curtin defaults', kind: 'collect', script: curtinDefaults() }];
