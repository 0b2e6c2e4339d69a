import { BlockList, isIPv6 } from 'node:net';

/** IPv4 that is not the internet (IANA's special-purpose registry), and the address inside Azure that is its platform. */
const inside = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
  // Azure's wire server: credentials of a virtual machine can be had there.
  ['168.63.129.16', 32],
] as const;

const inside4 = new BlockList();
for (const [net, prefix] of inside) inside4.addSubnet(net, prefix, 'ipv4');

/** The part of IPv6 that is the internet, and in it what is documentation or carries an IPv4 address within. */
const outside6 = new BlockList();
outside6.addSubnet('2000::', 3, 'ipv6');
const inside6 = new BlockList();
inside6.addSubnet('2001::', 23, 'ipv6');
inside6.addSubnet('2001:db8::', 32, 'ipv6');
inside6.addSubnet('2002::', 16, 'ipv6');
inside6.addSubnet('3fff::', 20, 'ipv6');

/** Whether an IP address is one of the internet: not of this machine, of a network inside, or of a cloud's platform. */
export function isPublicAddress(address: string): boolean {
  if (!isIPv6(address)) return !inside4.check(address, 'ipv4');
  return outside6.check(address, 'ipv6') && !inside6.check(address, 'ipv6');
}
