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
    block-meta) block_meta ;;
    extract) extract ;;
    curthooks) curthooks ;;
  esac
}

block_meta() {
  event start "$stack/clear-holders" 'removing previous storage devices' INFO
  event finish "$stack/clear-holders" 'removing previous storage devices' INFO SUCCESS
  for number in $(cfg_keys storage/config | sort -n); do
    item=storage/config/$number
    type=$(cfg "$item/type") id=$(cfg "$item/id")
    event start "$stack" "configuring $type: $id" INFO
    if ! configure "$item"; then
      event finish "$stack" "configuring $type: $id" INFO FAIL
      echo "Failed to find storage volume id='$id' config: {'serial': '$serial'}"
      return 3
    fi
    event finish "$stack" "configuring $type: $id" INFO SUCCESS
  done
}

configure() {
  [ "$type" = disk ] || return 0
  serial=$(cfg "$1/serial")
  for device in /dev/disk/by-id/virtio-"$serial" /dev/disk/by-id/nvme-*_"$serial" /dev/disk/by-id/scsi-*_"$serial"; do
    [ -b "$device" ] || continue
    # The first disk takes the system, or the one that is to have the boot loader.
    if [ ! -e "$work/disk" ] || [ "$(cfg "$1/grub_device")" = true ]; then echo "$device" >"$work/disk"; fi
    return 0
  done
  return 1
}

extract() {
  source=$(cfg_keys sources | tail -n 1)
  uri=$(cfg "sources/$source/uri")
  event start "$stack" "acquiring and extracting image from $uri" INFO
  disk=$(cat "$work/disk")
  extracted=0
  case $uri in
    http://*) wget -q -O "$disk" "$uri" || extracted=$? ;;
    file://*) dd if="${uri#file://}" of="$disk" bs=1M || extracted=$? ;;
    *) echo "standin: cannot extract $uri"; extracted=3 ;;
  esac
  sync
  [ "$extracted" != 0 ] || mount -t vfat "$disk" "$TARGET_MOUNT_POINT" || extracted=$?
  event finish "$stack" "acquiring and extracting image from $uri" INFO "$([ "$extracted" = 0 ] && echo SUCCESS || echo FAIL)"
  return "$extracted"
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
