#!/bin/sh
# Installs the system whose tar is on $VMTEST_TARGET to the disk with the serial `system`, bootable by the firmware that runs us.
set -eux

disk=/dev/disk/by-id/virtio-system
new=/mnt
options='root=LABEL=root console=ttyS0 panic=-1'
uefi() { [ -d /sys/firmware/efi ]; }

# One table for both: an EFI system partition (BIOS leaves it alone), swap, and the root, marked for a BIOS boot record.
sfdisk --quiet --wipe always "$disk" <<TABLE
label: gpt
size=100MiB, type=uefi, name="esp"
size=128MiB, type=swap, name="swap"
type=linux, name="root", attrs=LegacyBIOSBootable
TABLE
udevadm settle

mkfs.vfat -F 32 -n ESP "$disk-part1"
mkswap -L swap "$disk-part2"
# extlinux reads ext4 without the features of later years.
mkfs.ext4 -q -L root -O '^64bit,^metadata_csum,^orphan_file' "$disk-part3"

mount "$disk-part3" "$new"
tar -xpf "$VMTEST_TARGET" -C "$new" --numeric-owner --xattrs --xattrs-include='*'

cat > "$new/etc/fstab" <<FSTAB
LABEL=root / ext4 errors=remount-ro 0 1
LABEL=swap none swap sw 0 0
FSTAB
echo debian > "$new/etc/hostname"
: > "$new/etc/machine-id"
rm -f "$new"/etc/ssh/ssh_host_*
ssh-keygen -q -t ed25519 -N '' -f "$new/etc/ssh/ssh_host_ed25519_key"

kernel=$(cd "$new/boot" && ls -1 vmlinuz-* | sort -V | tail -n 1)
initrd=initrd.img-${kernel#vmlinuz-}

if uefi; then
  mkdir -p "$new/boot/efi"
  mount "$disk-part1" "$new/boot/efi"
  echo 'LABEL=ESP /boot/efi vfat umask=0077 0 1' >> "$new/etc/fstab"
  # systemd-boot, with its entry in the firmware's variables; it reads kernels from the EFI system partition.
  bootctl --esp-path="$new/boot/efi" install
  cp "$new/boot/$kernel" "$new/boot/$initrd" "$new/boot/efi/"
  echo 'timeout 0' > "$new/boot/efi/loader/loader.conf"
  cat > "$new/boot/efi/loader/entries/debian.conf" <<ENTRY
title Debian
linux /$kernel
initrd /$initrd
options $options
ENTRY
  umount "$new/boot/efi"
else
  mkdir -p "$new/boot/extlinux"
  cat > "$new/boot/extlinux/extlinux.conf" <<CONF
DEFAULT debian
PROMPT 0
LABEL debian
  LINUX /boot/$kernel
  INITRD /boot/$initrd
  APPEND $options
CONF
  extlinux --install "$new/boot/extlinux"
  dd if=/usr/lib/EXTLINUX/gptmbr.bin of="$disk" bs=440 count=1 conv=notrunc
fi

umount "$new"
