import { DEVICES_SCRIPT } from '../devices.ts';
import { OS_RELEASE, TAKE } from '../guest-tools.ts';

export const BLOCK_SCRIPT = 'check block devices';

/** Attributes of a block device under /sys that are one line each. */
const ATTRIBUTES = [
  'dev size ro partition start serial wwid device/serial device/wwid queue/logical_block_size queue/physical_block_size',
  'dm/name dm/uuid md/level md/raid_disks md/metadata_version md/array_state bcache/cache_mode bcache/state bcache/label',
].join(' ');

/**
 * What the kernel and udev say of every block device, read from their files and without a tool that a guest may lack (`lsblk -J` is
 * younger than CentOS 7): lines `NAME ATTRIBUTE VALUE` in `sysfs_block`, udev's database in `udev_block`, `N:NAME` before each device.
 */
const SYSFS = `: > sysfs_block
: > udev_block
for d in /sys/class/block/*; do
  n=\${d##*/}
  case $n in loop*|ram*|fd[0-9]*|sr[0-9]*) continue ;; esac
  [ -e "$d" ] || continue
  {
    printf '%s path %s\\n' "$n" "$(cd -P "$d" && pwd -P)"
    for f in ${ATTRIBUTES}; do
      [ -r "$d/$f" ] || continue
      v=
      IFS= read -r v < "$d/$f" || :
      printf '%s %s %s\\n' "$n" "$f" "$v"
    done
    for s in "$d"/slaves/*; do [ ! -e "$s" ] || printf '%s slave %s\\n' "$n" "\${s##*/}"; done
    for s in "$d"/md/dev-*; do
      [ -e "$s" ] || continue
      IFS= read -r slot < "$s/slot" || slot=none
      IFS= read -r state < "$s/state" || state=
      printf '%s member %s %s %s\\n' "$n" "\${s##*/dev-}" "$slot" "$state"
    done
    for f in dev cache set; do [ ! -d "$d/bcache/$f" ] || printf '%s bcache/%s %s\\n' "$n" "$f" "$(cd -P "$d/bcache/$f" && pwd -P)"; done
  } >> sysfs_block 2>/dev/null
  printf 'N:%s\\n' "$n" >> udev_block
  v=
  IFS= read -r v < "$d/dev" || :
  [ ! -r "/run/udev/data/b$v" ] || cat "/run/udev/data/b$v" >> udev_block
done`;

/** Shared by every check over block devices: it runs once, whichever of them ask for it. */
export const BLOCK_COLLECT = [{ name: BLOCK_SCRIPT, script: `${TAKE}\n${OS_RELEASE}\n${DEVICES_SCRIPT}\n${SYSFS}` }] as const;

export const STORAGE_SCRIPT = 'check storage';

const FILES = `${TAKE}
copy /etc/fstab fstab
copy /proc/self/mountinfo proc_mountinfo
copy /proc/swaps proc-swaps
copy /etc/crypttab crypttab
copy /proc/mdstat mdstat
copy /proc/cmdline proc_cmdline`;

const TOOLS = `take lvm_pvs pvs --noheadings --separator '|' -o pv_name,vg_name
take zpool_status zpool status -P
take zpool_get zpool get -H -o name,property,value all
take zfs_get zfs get -H -o name,property,value all
take multipath_ll multipath -ll`;

export const STORAGE_COLLECT = [...BLOCK_COLLECT, { name: STORAGE_SCRIPT, script: `${FILES}\n${TOOLS}` }] as const;
