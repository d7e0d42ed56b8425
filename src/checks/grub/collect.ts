import { OS_RELEASE, TAKE } from '../guest-tools.ts';
import { BLOCK_COLLECT } from '../storage/collect.ts';

export const GRUB_SCRIPT = 'check grub';

/**
 * `boot_sectors`: the printable characters of the first 512 bytes of each block device. `grub_defaults`: all that sets defaults, one after
 * another; the original has the first of them as `etc_default_grub`. Other names are the original's.
 */
const SCRIPT = `${TAKE}
${OS_RELEASE}
if [ -d /sys/firmware/efi ]; then echo uefi; else echo bios; fi > firmware
: > boot_sectors
for d in /sys/class/block/*; do
  n=\${d##*/}
  case $n in loop*|ram*|fd[0-9]*|sr[0-9]*) continue ;; esac
  [ -b "/dev/$n" ] || continue
  printf '%s %s\\n' "$n" "$(dd "if=/dev/$n" bs=512 count=1 2>/dev/null | LC_ALL=C tr -cd '[:print:]')" >> boot_sectors
done
for f in /boot/grub/grub.cfg /boot/grub2/grub.cfg; do copy "$f" grub_cfg; done
find /boot > find_boot.out 2>/dev/null
for f in /etc/default/grub /etc/default/grub.d/*.cfg; do [ ! -r "$f" ] || cat "$f"; done > grub_defaults
! command -v debconf-show >/dev/null 2>&1 || take debconf_grub debconf-show grub-pc
[ ! -d /sys/firmware/efi ] || take efibootmgr.out efibootmgr -v
:`;

export const GRUB_COLLECT = [...BLOCK_COLLECT, { name: GRUB_SCRIPT, script: SCRIPT }] as const;
