// What the tiny machine runs: see tiny.ts. busybox alone; each fork costs 10 to 20 ms under TCG.

/** Modules of a Debian cloud kernel that the tiny machine loads, in this order, each after those that it depends on. */
export const MODULES: readonly string[] = [
  'virtio_pci',
  'virtio_blk',
  'virtio_console',
  'virtio_net',
  'virtio-rng',
  'virtio_scsi',
  'sd_mod',
  'nvme',
  'isofs',
  'vfat',
  'nls_ascii',
  'nls_cp437',
  'nls_iso8859-1',
  'ext4',
  'af_packet',
  'qemu_fw_cfg',
  'pvpanic-pci',
  'efivarfs',
];

/** `/init`: devices and their names as udev gives them, the seed, the harness's script, and off. */
export const INIT = `#!/bin/busybox sh
export PATH=/bin
/bin/busybox mkdir -p /proc /sys /dev /run /tmp /var/tmp /mnt
/bin/busybox mount -t proc proc /proc
/bin/busybox mount -t sysfs sys /sys
/bin/busybox mount -t devtmpfs dev /dev
/bin/busybox --install -s /bin
mount -t tmpfs run /run
exec </dev/console >/dev/console 2>&1
echo 'tiny: userspace'
read -r uptime idle </proc/uptime
for module in $(cat /modules); do
  [ "$module" != efivarfs.ko ] || [ -d /sys/firmware/efi ] || continue
  insmod "/lib/modules/$module" || echo "tiny: $module was not loaded"
done
[ ! -d /sys/firmware/efi ] || mount -t efivarfs efivarfs /sys/firmware/efi/efivars
# virtio-blk and nvme disks are found before insmod returns, scsi disks a little later.
[ ! -e /sys/bus/virtio/drivers/virtio_scsi/virtio* ] || sleep 0.5

mkdir -p /dev/disk/by-id /dev/virtio-ports
name_disks() {
  for dir in /sys/block/*; do
    disk=\${dir##*/} serial=
    case $disk in
      vd*) read -r serial <"$dir/serial"; name=virtio-$serial ;;
      nvme*) read -r serial <"$dir/device/serial"; name=nvme-QEMU_NVMe_Ctrl_\${serial%% *} ;;
      sd*) serial=$(tail -c +5 "$dir/device/vpd_pg80" 2>/dev/null | tr -d '\\0'); name=scsi-0QEMU_QEMU_HARDDISK_$serial ;;
      *) continue ;;
    esac
    [ -z "$serial" ] || ln -sf "../../$disk" "/dev/disk/by-id/$name"
  done
}
name_disks
for file in /sys/class/virtio-ports/*/name; do
  [ -r "$file" ] || continue
  read -r name <"$file"
  dir=\${file%/name}
  ln -sf "../\${dir##*/}" "/dev/virtio-ports/$name"
done

# The way in: an address on the command line or in the machine's serial number, else the seed disk.
read -r line </proc/cmdline
serial=
[ ! -r /sys/class/dmi/id/product_serial ] || read -r serial </sys/class/dmi/id/product_serial
url=
for word in $line $serial; do
  case $word in ds=nocloud*";s="http*) url=\${word#*";s="} ;; esac
done
seed=/run/vmtest/seed
mkdir -p $seed
if [ -n "$url" ]; then
  ip link set lo up
  ip link set eth0 up && udhcpc -i eth0 -n -q -s /udhcpc.sh >/dev/null 2>&1
  wget -q -O $seed/vmtest.sh "\${url%/}/vmtest.sh" || rm -f $seed/vmtest.sh
else
  disk=/dev/disk/by-id/virtio-vmtest-seed
  [ -b $disk ] || disk=$(findfs LABEL=cidata 2>/dev/null)
  [ -z "$disk" ] || mount -o ro "$disk" $seed
fi
read -r ready idle </proc/uptime
echo "tiny: ready after $ready s (userspace after $uptime s)"
if [ -f $seed/vmtest.sh ]; then sh $seed/vmtest.sh
else echo 'tiny: there is no seed with a vmtest.sh: powering off'
fi
sync
poweroff -f
`;

/** What udhcpc calls with an address. */
export const UDHCPC = `#!/bin/busybox sh
case $1 in
  bound | renew)
    ip addr flush dev "$interface"
    ip addr add "$ip/\${mask:-24}" dev "$interface"
    [ -z "$router" ] || ip route add default via "\${router%% *}"
    ;;
esac
`;
