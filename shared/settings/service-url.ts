/** Where the bot may talk to. */
import { isIP } from 'node:net';
import type { Cloud } from './cloud.ts';
import { isLoopback } from './loopback.ts';
import type { Mode } from './mode.ts';
import type { Reader } from './reader.ts';

/** What decides which addresses are allowed. */
export interface ServiceAddresses {
  /** This machine is allowed, at any port: for a simulated Teams. */
  readonly local: boolean;
  /** Nothing but this machine is allowed, at the ports that are named. */
  readonly rehearsal?: boolean;
  /** In lower case, with their port if it is not the protocol's own. */
  readonly serviceHosts: readonly string[];
}

/**
 * A host in plain letters, perhaps a port, perhaps a path. What a URL parser would make something else of first (full-width
 * letters, percent signs in the host, tabs, backslashes) is refused, so that all who read the address read the same; a user,
 * a query or a fragment has no business in it.
 */
const plain = /^https?:\/\/([a-z0-9.-]+|\[[0-9a-f:]+\])(:\d{1,5})?(\/[!-"$->@-[\]-~]*)?$/i;

/**
 * Whether requests, and with them the bot's token, may go to this serviceUrl: https on exactly one of the hosts of
 * CARILLON_SERVICE_HOSTS (a port counts as part of the host; subdomains don't count), without a user in it. In local
 * mode also http or https on this machine, for a simulated Teams; in a rehearsal only those of this machine that are named.
 * @param serviceUrl as it came with an activity: may be anything
 */
export function serviceUrlAllowed(
  { local, rehearsal = false, serviceHosts }: ServiceAddresses,
  serviceUrl: string,
): boolean {
  const url = plain.test(serviceUrl) ? URL.parse(serviceUrl) : null;
  if (!url) return false;
  if (local && isLoopback(url)) return true;
  if (rehearsal) return isLoopback(url) && serviceHosts.includes(url.host);
  return url.protocol === 'https:' && serviceHosts.includes(url.host);
}

/** Reads the hosts that may be sent the bot's token: those that are set, else those of the cloud. */
export function readServiceHosts(reader: Reader, cloud: Cloud, mode: Mode): readonly string[] {
  const set = reader.list('CARILLON_SERVICE_HOSTS').map((host) => host.toLowerCase());
  const urls = set.map((host) => (/^[a-z0-9.-]+(:\d+)?$/.test(host) ? URL.parse(`https://${host}`) : null));
  if (!urls.every((url, i) => url?.host === set[i])) {
    const names = 'Set host names such as smba.trafficmanager.net, separated by commas, without https:// and without *';
    reader.problem('CARILLON_SERVICE_HOSTS', 'has a part that is no host name', names);
  } else if (mode === 'live' && urls.some((url) => url && isNoName(url))) {
    const wrong = 'has an address in it or names this machine, which Teams is never at';
    reader.problem('CARILLON_SERVICE_HOSTS', wrong, 'Leave it unset for the hosts of the cloud');
  } else if (mode === 'rehearsal' && !urls.every((url) => url && isLoopback(url))) {
    const wrong = 'has a host that is not this machine, and in a rehearsal nothing leaves it';
    reader.problem('CARILLON_SERVICE_HOSTS', wrong, 'Set the simulated Teams’, such as 127.0.0.1:7072');
  }
  return set.length > 0 ? set : cloud.serviceHosts;
}

/** Whether a host is an IP address, or this machine by name. */
function isNoName({ hostname }: URL): boolean {
  return isIP(hostname) !== 0 || /(^|\.)localhost\.?$/.test(hostname);
}

/** Reads where Teams is for a tenant that was not heard from: the address that is set, else the cloud's, if it has one. */
export function readServiceUrl(reader: Reader, cloud: Cloud, addresses: ServiceAddresses): string | undefined {
  const url = reader.text('CARILLON_SERVICE_URL') ?? cloud.serviceUrl;
  if (url === undefined) return undefined;
  if (!serviceUrlAllowed(addresses, url)) {
    const set = 'Set an https URL on one of these hosts, such as https://smba.trafficmanager.net/teams/';
    reader.problem('CARILLON_SERVICE_URL', 'is not on a host of CARILLON_SERVICE_HOSTS', set);
  }
  return url.endsWith('/') ? url : `${url}/`;
}
