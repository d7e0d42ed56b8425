import assert from 'node:assert/strict';
import { test } from 'node:test';
import { networkText, prefixed, prefixLength } from '../../../src/checks/network/ip.ts';
import { readConfig } from '../configs.ts';
import { find } from '../support.ts';

const ONE = `
network:
  version: 1
  config:
    - { type: physical, name: interface0, mac_address: '52:54:00:12:34:00', subnets: [{ type: dhcp4 }] }
    - type: physical
      name: interface1
      mac_address: '52:54:00:12:34:02'
      mtu: 1492
      subnets:
        - { type: static, address: 10.0.3.100/24, dns_nameservers: [8.8.8.8], dns_search: [barley.maas], gateway: 10.0.3.1 }
        - { type: static, address: '2001:4800:78ff:1b:be76:4eff:fe06:ffac', netmask: 'ffff:ffff:ffff:ffff::', mtu: 1480 }
        - { type: static, address: 10.9.9.9/24, control: manual }
        - { type: static, address: 10.23.22.7, netmask: 255.255.254.0, routes: [{ gateway: 10.23.22.2, netmask: 255.255.255.0, network: 10.49.253.0 }] }
    - { type: physical, name: interface2, mac_address: '52:54:00:12:34:04' }
    - { type: physical, name: interface3, mac_address: '52:54:00:12:34:06' }
    - { type: bond, name: bond1, bond_interfaces: [interface2, interface3], params: { bond-mode: active-backup, bond_miimon: 100 }, subnets: [{ type: static, address: 10.23.23.2/24 }] }
    - { type: vlan, name: bond1.108, vlan_id: '108', vlan_link: bond1 }
    - { type: route, destination: 10.200.0.0/16, gateway: 10.0.3.1, metric: 1 }
    - { type: nameserver, address: 72.3.128.240 }
`;

const FILES: Readonly<Record<string, string>> = {
  sysfs_net: `bond1 address 52:54:00:12:34:04
bond1 mtu 1500
bond1 bonding/miimon 100
bond1 bonding/mode active-backup 1
bond1.108 address 52:54:00:12:34:04
interface0 address 52:54:00:12:34:00
interface0 mtu 1500
interface1 address 52:54:00:12:34:02
interface1 mtu 1492
interface1 mtu6 1480
interface2 address 52:54:00:12:34:04
interface2 master bond1
interface3 address 52:54:00:12:34:04
interface3 master bond1
lo address 00:00:00:00:00:00
`,
  ip_o_addr: `1: lo    inet 127.0.0.1/8 scope host lo\\       valid_lft forever preferred_lft forever
2: interface0    inet 10.0.2.15/24 metric 100 brd 10.0.2.255 scope global dynamic interface0\\       valid_lft 86378sec
3: interface1    inet 10.0.3.100/24 brd 10.0.3.255 scope global interface1\\       valid_lft forever preferred_lft forever
3: interface1    inet 10.23.22.7/23 scope global interface1\\       valid_lft forever preferred_lft forever
3: interface1    inet6 2001:4800:78ff:1b:be76:4eff:fe06:ffac/64 scope global \\       valid_lft forever preferred_lft forever
6: bond1    inet 10.23.23.2/24 brd 10.23.23.255 scope global bond1\\       valid_lft forever preferred_lft forever
`,
  ip_d_link: `6: bond1: <BROADCAST,MULTICAST,MASTER,UP,LOWER_UP> mtu 1500 qdisc noqueue state UP mode DEFAULT group default qlen 1000\\    link/ether
7: bond1.108@bond1: <BROADCAST> mtu 1500 state UP \\    link/ether 52:54:00:12:34:04 brd ff:ff promiscuity 0 \\    vlan protocol 802.1Q id 108 <REORDER_HDR> addrgenmode eui64
`,
  ip_o_route: `default via 10.0.2.2 dev interface0 proto dhcp src 10.0.2.15 metric 100
default via 10.0.3.1 dev interface1 proto static
10.49.253.0/24 via 10.23.22.2 dev interface1 proto static
10.200.0.0/16 via 10.0.3.1 dev interface1 proto static metric 1
`,
  ip_6_o_route:
    'default proto ra metric 1024 pref medium \\\tnexthop via fe80::2 dev interface0 weight 1 \\\tnexthop via fe80::3 dev interface1 weight 1\n',
  'resolv.conf': 'nameserver 127.0.0.53\nsearch barley.maas\n',
  resolvectl: `Global
         Protocols: -LLMNR
Link 3 (interface1)
Current DNS Server: 8.8.8.8
       DNS Servers: 8.8.8.8
                    72.3.128.240
        DNS Domain: barley.maas
`,
};

async function says(config: string, files: Readonly<Record<string, string>> = FILES): Promise<readonly string[]> {
  const { message } = await find({ kind: 'network', config: readConfig(config) }, { files });
  return message === '' ? [] : message.split('\n');
}

function withChange(file: string, from: string, to: string): Promise<readonly string[]> {
  assert.ok(FILES[file]?.includes(from), from);
  return says(ONE, { ...FILES, [file]: (FILES[file] as string).replace(from, to) });
}

test('addresses and masks are compared by what they mean', () => {
  assert.deepEqual(prefixed('2001:0DB8::0:1', 'ffff:ffff::'), { address: '2001:db8::1', prefix: 32 });
  assert.deepEqual(prefixed('10.1.2.3', '255.255.254.0'), { address: '10.1.2.3', prefix: 23 });
  assert.deepEqual(
    [prefixed('10.1.2.3/33', null), prefixed('x', null), prefixLength('255.0.255.0'), prefixLength('::')],
    [null, null, null, 0],
  );
  const network = (text: string) => networkText(prefixed(text, null) as never);
  assert.deepEqual(['10.1.2.3/23', '0.0.0.0/0', '::/0', '10.1.2.3', '2001:db8:1:2::5/48', '::ffff:10.0.0.1/128'].map(network), [
    '10.1.2.0/23',
    'default',
    'default',
    '10.1.2.3',
    '2001:db8:1::/48',
    '::ffff:10.0.0.1',
  ]);
});

test('version 1: everything as asked for; what is up by hand only is not asked for', async () => {
  assert.deepEqual(await says(ONE), []);
});

test('version 1: each difference with what was asked, what was found, and where', async () => {
  assert.deepEqual(await withChange('sysfs_net', 'interface1 mtu 1492', 'interface1 mtu 1500'), [
    'MTU 1492 for interface1 is asked for, and collect/sysfs_net:8: interface1 has MTU 1500',
  ]);
  assert.deepEqual(await withChange('sysfs_net', 'mtu6 1480', 'mtu6 1492'), [
    'MTU 1480 of IPv6 for interface1 is asked for, and collect/sysfs_net:8: interface1 has MTU 1492 of IPv6',
  ]);
  assert.deepEqual(await withChange('sysfs_net', 'interface0 address 52:54:00:12:34:00', 'interface0 address 52:54:00:12:34:99'), [
    'MAC address 52:54:00:12:34:00 for interface0 is asked for, and collect/sysfs_net:6: interface0 has 52:54:00:12:34:99',
  ]);
  assert.deepEqual(await withChange('sysfs_net', 'active-backup 1', 'balance-rr 0'), [
    'bond-mode active-backup for bond1 is asked for, and collect/sysfs_net:1: bond1 has bonding/mode balance-rr 0',
  ]);
  assert.deepEqual(await withChange('sysfs_net', 'interface3 master bond1\n', ''), [
    'bond bond1 over interface2, interface3 is asked for, and collect/sysfs_net:1: bond1 has interface2',
  ]);
  assert.deepEqual(await withChange('ip_o_addr', '10.23.22.7/23', '10.23.22.7/24'), [
    'address 10.23.22.7/23 on interface1 is asked for, and collect/ip_o_addr has 10.0.3.100/24, 10.23.22.7/24, 2001:4800:78ff:1b:be76:4eff:fe06:ffac/64 on interface1',
  ]);
  assert.deepEqual(await withChange('ip_o_addr', 'inet 10.0.2.15/24', 'inet6 fe80::1/64'), [
    'an IPv4 address by DHCP on interface0 is asked for, and collect/ip_o_addr has fe80::1/64 on interface0',
  ]);
  assert.deepEqual(await withChange('ip_d_link', 'id 108', 'id 109'), [
    'VLAN 108 on bond1 for bond1.108 is asked for, and collect/ip_d_link has VLAN 109 on bond1 for bond1.108',
  ]);
  assert.deepEqual(await withChange('ip_o_route', 'via 10.23.22.2', 'via 10.23.22.9'), [
    'route 10.49.253.0/24 via 10.23.22.2 is asked for, and collect/ip_o_route has `10.49.253.0/24 via 10.23.22.9 dev interface1 proto static`',
  ]);
  assert.deepEqual(await withChange('ip_o_route', 'static metric 1', 'static metric 2'), [
    'route 10.200.0.0/16 via 10.0.3.1 metric 1 is asked for, and collect/ip_o_route has `10.200.0.0/16 via 10.0.3.1 dev interface1 proto static metric 2`',
  ]);
  assert.deepEqual(await withChange('resolvectl', '                    72.3.128.240\n', ''), [
    'name server 72.3.128.240 is asked for, and collect/resolv.conf, collect/resolvectl have 127.0.0.53, 8.8.8.8',
  ]);
});

test('a missing interface is told once, with what has its MAC address', async () => {
  const sysfs_net = (FILES.sysfs_net as string).replaceAll('interface1 ', 'ens4 ');
  assert.deepEqual(await says(ONE, { ...FILES, sysfs_net }), [
    'interface interface1 is asked for, and collect/sysfs_net has none of that name (its MAC address 52:54:00:12:34:02 is that of ens4)',
  ]);
});

const TWO = `
network:
  version: 2
  ethernets:
    id0: { dhcp4: true, match: { macaddress: '52:54:00:12:34:00' } }
    eth1: { match: { macaddress: '52:54:00:12:34:02' }, set-name: eth1 }
    eth2: { addresses: [{ '10.1.1.1/24': { label: x } }], routes: [{ to: default, via: 10.1.1.254 }, { to: 10.9.0.0/16, via: 10.1.1.2, table: 5 }] }
  bridges:
    br0: { addresses: [192.168.14.2/24], interfaces: [eth1, eth2], parameters: { forward-delay: 1, stp: false, priority: 22, path-cost: { eth1: 50 } } }
    br-empty: { openvswitch: {} }
`;
const BRIDGED: Readonly<Record<string, string>> = {
  sysfs_net:
    'br0 mtu 1500\nbr0 bridge/forward_delay 100\nbr0 bridge/stp_state 0\nbr0 bridge/priority 22\nens3 address 52:54:00:12:34:00\neth1 address 52:54:00:12:34:02\neth1 master br0\neth1 brport/path_cost 50\neth2 master br0\n',
  ip_o_addr:
    '2: ens3    inet 10.0.2.15/24 scope global dynamic ens3\n3: eth2    inet 10.1.1.1/24 scope global x\n5: br0    inet 192.168.14.2/24 scope global br0\n',
  ip_d_link: '',
  ip_o_route: 'default via 10.1.1.254 dev eth2 proto static \n',
  ip_6_o_route: '',
};

test('version 2: an id is no name, ports’ parameters, Open vSwitch left alone', async () => {
  assert.deepEqual(await says(TWO, BRIDGED), []);
  const sysfs_net = (BRIDGED.sysfs_net as string)
    .replace('path_cost 50', 'path_cost 100')
    .replace('stp_state 0', 'stp_state 1')
    .replace('12:34:00', '12:34:77');
  assert.deepEqual(await says(TWO, { ...BRIDGED, sysfs_net }), [
    'interface id0 (52:54:00:12:34:00) is asked for, and collect/sysfs_net has none of that address (there are br0, ens3, eth1, eth2)',
    'stp 0 for br0 is asked for, and collect/sysfs_net:1: br0 has bridge/stp_state 1',
    'path-cost eth1 50 for br0 is asked for, and collect/sysfs_net:6: eth1 has brport/path_cost 100',
  ]);
  const centos = {
    ...BRIDGED,
    os_release: 'ID="centos"\n',
    sysfs_net: (BRIDGED.sysfs_net as string).replace('path_cost 50', 'path_cost 100'),
  };
  assert.deepEqual(await says(TWO, centos), []);
});

test('a guest without `ip`, data that did not come, and nothing to ask', async () => {
  assert.deepEqual(await says(ONE, { ...FILES, ip_o_addr: '# absent: ip\n' }), ['collect/ip_o_addr: the guest has no ip']);
  assert.deepEqual(await says(ONE, {}), ['collect/sysfs_net is not there: the guest did not run "check network"']);
  const off = await find({ kind: 'network', config: { network: { config: 'disabled' } } }, { files: FILES });
  assert.deepEqual([off.verdict, off.message], ['skipped', 'the configuration disables the network’s configuration']);
  const three = await find({ kind: 'network', config: { network: { version: 3 } } }, { files: FILES });
  assert.equal(three.message, 'network configuration of version 3 is not read');
});
