import ipaddr from 'ipaddr.js';

/**
 * Networks that answer as if they were the internet and are not, or that lead elsewhere than they say. Beyond those that
 * `ipaddr.js` knows: https://www.iana.org/assignments/iana-ipv4-special-registry and iana-ipv6-special-registry.
 */
const denied = [
  '0.0.0.0/8',
  '100.64.0.0/10',
  '168.63.129.16/32', // what a machine at Azure asks about itself
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.31.196.0/24',
  '192.52.193.0/24',
  '192.88.99.0/24',
  '192.175.48.0/24',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '2001::/23', // Teredo, ORCHID, benchmarks
  '2001:db8::/32',
  '2002::/16', // 6to4 carries an IPv4 address
  '2620:4f:8000::/48',
  '3fff::/20',
].map((network) => ipaddr.parseCIDR(network));

/** Of IPv6, only this is given out to the public. */
const globalUnicast = ipaddr.IPv6.parseCIDR('2000::/3');

/** Whether an address is one that anybody on the internet has: global unicast, and nothing that only looks like it. */
export function isPublic(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.parse(address);
  if (parsed.range() !== 'unicast') return false;
  if (parsed instanceof ipaddr.IPv6 && !parsed.match(globalUnicast)) return false;
  return !denied.some(([network, bits]) => network.kind() === parsed.kind() && parsed.match([network, bits]));
}

/** Names that mean this machine or its neighbours, whatever a name server says. */
const neighbours =
  /(?:^|\.)(?:localhost|local|localdomain|internal|intranet|private|corp|lan|home|home\.arpa|test|onion)$/;

/** Where the fetcher may go. */
export interface Reach {
  port: (port: number) => boolean;
  address: (address: string) => boolean;
}

/** The internet, where web servers listen. */
export const internet: Reach = { port: (port) => port === 80 || port === 443, address: isPublic };

/**
 * A link as an address that may be asked for: http or https, nobody’s password, a port within reach, and a name of the
 * internet or an address within reach; `undefined` otherwise. What a name resolves to is checked before it is connected to.
 */
export function readTarget(link: string, reach: Reach): URL | undefined {
  if (!URL.canParse(link)) return undefined;
  const url = new URL(link);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return undefined;
  if (url.username || url.password || !reach.port(portOf(url))) return undefined;
  const host = hostOf(url);
  const fits = ipaddr.isValid(host) ? reach.address(host) : host.includes('.') && !neighbours.test(host);
  return fits ? url : undefined;
}

/** The name or address, without brackets and without the dot that may stand at the end of a name. */
export function hostOf({ hostname }: URL): string {
  return hostname.replace(/^\[|\]$|\.$/g, '');
}

function portOf({ port, protocol }: URL): number {
  return port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port);
}
