import { OS_RELEASE, TAKE } from '../guest-tools.ts';

export const NETWORK_SCRIPT = 'check network';

/** Seconds that addresses get that are still being checked for doubles (IPv6), or that DHCP still owes. */
const SETTLE_SECONDS = 20;

/**
 * Links from the kernel's own files, addresses and routes by `ip -o`: its JSON is younger than xenial's and CentOS 7's iproute2, and
 * its one-line text is the same in all. Name servers from every place in which a resolver keeps them.
 */
const SCRIPT = `${TAKE}
${OS_RELEASE}
n=0
while [ "$n" -lt ${SETTLE_SECONDS} ] && ip -o addr show tentative 2>/dev/null | grep -q .; do sleep 1; n=$((n + 1)); done
: > sysfs_net
for d in /sys/class/net/*; do
  [ -d "$d" ] || continue
  i=\${d##*/}
  for f in address mtu operstate type "$d"/bonding/* "$d"/bridge/* "$d"/brport/path_cost "$d"/brport/priority; do
    f=\${f#"$d"/}
    [ -f "$d/$f" ] && [ -r "$d/$f" ] || continue
    v=
    IFS= read -r v < "$d/$f" || :
    printf '%s %s %s\\n' "$i" "$f" "$v"
  done
  [ ! -e "$d/master" ] || printf '%s master %s\\n' "$i" "$(cd -P "$d/master" && basename "$(pwd -P)")"
  # A file of /proc/sys is given out in one piece, and the shell's own \`read\` takes a byte at a time.
  [ ! -r "/proc/sys/net/ipv6/conf/$i/mtu" ] || printf '%s mtu6 %s\\n' "$i" "$(cat "/proc/sys/net/ipv6/conf/$i/mtu")"
done >> sysfs_net 2>/dev/null
take ip_o_addr ip -o addr show
take ip_d_link ip -o -d link show
take ip_o_route ip -o -4 route show
take ip_6_o_route ip -o -6 route show
copy /etc/resolv.conf resolv.conf
copy /run/systemd/resolve/resolv.conf systemd_resolv.conf
copy /run/NetworkManager/resolv.conf nm_resolv.conf
! command -v resolvectl >/dev/null 2>&1 || take resolvectl resolvectl --no-pager status
:`;

export const NETWORK_COLLECT = [{ name: NETWORK_SCRIPT, script: SCRIPT }] as const;
