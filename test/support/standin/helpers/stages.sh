# What the builtin command of each stage does, as far as a tiny machine can: disks by their serials, a disk image for the system.

# inside NAME: the events of `curtin NAME` as a command of its own, around its work.
inside() {
  stack=$stack/cmd-$1
  event start "$stack" "curtin command $1" DEBUG
  inside_status=0
  (do_work "$@") || inside_status=$?
  event finish "$stack" "curtin command $1" DEBUG "$([ "$inside_status" = 0 ] && echo SUCCESS || echo FAIL)"
  return "$inside_status"
}

do_work() {
  [ "$(cfg standin/fail)" != "$stage" ] || { echo "standin: told to fail in the stage $stage"; return 3; }
  case $1 in
    block-meta) block_meta "$@" ;;
    extract) extract ;;
    curthooks) curthooks ;;
  esac
}

# block_meta [--umount] [MODE]: clears what the disks have, then partitions by the configuration, or writes a whole disk's image.
block_meta() {
  unmount_it=
  case " $* " in *' --umount '*) unmount_it=1 ;; esac
  event start "$stack/clear-holders" 'removing previous storage devices' INFO
  for number in $(cfg_keys storage/config); do clear_disk "storage/config/$number"; done
  event finish "$stack/clear-holders" 'removing previous storage devices' INFO SUCCESS
  source=$(cfg_keys sources | tail -n 1)
  case $(cfg "sources/$source/type") in
    dd-*) write_image; return ;;
  esac
  # What was made in another pass of the same configuration is nobody's any more.
  rm -f "$work"/disk "$work"/disk-* "$work"/volume-*
  for number in $(cfg_keys storage/config | sort -n); do
    item=storage/config/$number
    type=$(cfg "$item/type") id=$(cfg "$item/id")
    event start "$stack" "configuring $type: $id" INFO
    if ! configure "$item"; then
      event finish "$stack" "configuring $type: $id" INFO FAIL
      [ "$type" != disk ] || echo "Failed to find storage volume id='$id' config: {'serial': '$serial'}"
      return 3
    fi
    event finish "$stack" "configuring $type: $id" INFO SUCCESS
  done
  [ -z "$unmount_it" ] || umount "$TARGET_MOUNT_POINT"
}

# device SERIAL: the disk with it.
device() {
  for found in /dev/disk/by-id/virtio-"$1" /dev/disk/by-id/nvme-*_"$1" /dev/disk/by-id/scsi-*_"$1"; do
    [ ! -b "$found" ] || { echo "$found"; return 0; }
  done
  return 1
}

# clear_disk ITEM: says what a disk has, and takes it away, as far as these tests put something there: vfat, or swap.
clear_disk() {
  [ "$(cfg "$1/type")" = disk ] && disk=$(device "$(cfg "$1/serial")") || return 0
  head=$(dd if="$disk" bs=4k count=1 2>/dev/null | tr -cd A-Z0-9)
  case $head in
    *SWAPSPACE2*) found=swap ;;
    *FAT16* | *FAT32*) found="vfat $(echo "$head" | grep -o 'TINY\|FRESH' | head -n 1)" ;;
    *) return 0 ;;
  esac
  echo "wiping superblock on $(cfg "$1/id"), which had $found"
  dd if=/dev/zero of="$disk" bs=1M count=1 2>/dev/null
}

configure() {
  case $type in
    disk)
      serial=$(cfg "$1/serial")
      device=$(device "$serial") || return 1
      echo "$device" >"$work/disk-$id"
      # The first disk takes the system, or the one that is to have the boot loader.
      if [ ! -e "$work/disk" ] || [ "$(cfg "$1/grub_device")" = true ]; then echo "$device" >"$work/disk"; fi ;;
    format)
      device=$(cat "$work/disk-$(cfg "$1/volume")") || return 1
      mkdosfs -n "$(cfg "$1/label")" "$device" && echo "$device" >"$work/volume-$id" ;;
    mount)
      mkdir -p "$TARGET_MOUNT_POINT$(cfg "$1/path")"
      mount -t vfat "$(cat "$work/volume-$(cfg "$1/device")")" "$TARGET_MOUNT_POINT$(cfg "$1/path")" ;;
  esac
}

# write_image: a whole disk as it was packed, to the disk that is to have the boot loader, and what is on it for the target.
write_image() {
  uri=$(cfg "sources/$source/uri")
  for number in $(cfg_keys storage/config); do
    [ "$(cfg "storage/config/$number/grub_device")" != true ] || disk=$(device "$(cfg "storage/config/$number/serial")") || return 3
  done
  case $(cfg "sources/$source/type") in
    dd-xz) unpack=xzcat ;;
    dd-gz) unpack=zcat ;;
    *) unpack=cat ;;
  esac
  echo "writing image to disk $uri, $disk"
  wget -q -O - "$uri" | $unpack | dd bs=4M of="$disk" && mount -t vfat "$disk" "$TARGET_MOUNT_POINT"
}

extract() {
  source=$(cfg_keys sources | tail -n 1)
  uri=$(cfg "sources/$source/uri")
  event start "$stack" "acquiring and extracting image from $uri" INFO
  extracted=0
  case $(cfg "sources/$source/type") in
    # The disk was written in the stage before.
    dd-*) ;;
    fsimage) extract_fsimage || extracted=$? ;;
    *) extract_archive || extracted=$? ;;
  esac
  event finish "$stack" "acquiring and extracting image from $uri" INFO "$([ "$extracted" = 0 ] && echo SUCCESS || echo FAIL)"
  return "$extracted"
}

# A file system's image is fetched, mounted by a loop device, and copied.
extract_fsimage() {
  mkdir -p "$work/image"
  wget -q -O "$work/image.fs" "$uri" && mount -t squashfs -o loop,ro "$work/image.fs" "$work/image" || return 3
  cp -R "$work/image/." "$TARGET_MOUNT_POINT"
  copied=$?
  umount "$work/image"
  rm "$work/image.fs"
  return "$copied"
}

# An archive in name only: the tiny disk, which has the file system too.
extract_archive() {
  disk=$(cat "$work/disk")
  case $uri in
    http://*) wget -q -O "$disk" "$uri" || return $? ;;
    file://*) dd if="${uri#file://}" of="$disk" bs=1M || return $? ;;
    *) echo "standin: cannot extract $uri"; return 3 ;;
  esac
  sync
  # Where Open Firmware boots, a PReP partition lies before the file system.
  mount -t vfat "$disk" "$TARGET_MOUNT_POINT" 2>/dev/null && return 0
  blockdev --rereadpt "$disk"
  mount -t vfat "$(readlink -f "$disk")2" "$TARGET_MOUNT_POINT"
}

curthooks() {
  mkdir -p "$TARGET_MOUNT_POINT/root"
  cp "$work/config" "$TARGET_MOUNT_POINT/root/curtin-install-cfg.yaml"
  event start "$stack/configuring-bootloader" 'configuring target system bootloader' INFO
  event start "$stack/install-grub" 'installing grub to target devices' INFO
  said=$(cfg standin/say)
  [ -z "$said" ] || echo "$said"
  event finish "$stack/install-grub" 'installing grub to target devices' INFO SUCCESS
  event finish "$stack/configuring-bootloader" 'configuring target system bootloader' INFO SUCCESS
}
