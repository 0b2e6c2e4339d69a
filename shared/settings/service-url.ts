/** Where the bot may talk to. */
import { isLoopback } from './loopback.ts';

/**
 * A host in plain letters, perhaps a port, perhaps a path. What a URL parser would make something else of first (full-width
 * letters, percent signs in the host, tabs, backslashes) is refused, so that all who read the address read the same; a user,
 * a query or a fragment has no business in it.
 */
const plain = /^https?:\/\/([a-z0-9.-]+|\[[0-9a-f:]+\])(:\d{1,5})?(\/[!-"$->@-[\]-~]*)?$/i;

/**
 * Whether requests, and with them the bot's token, may go to this serviceUrl: https on exactly one of the hosts of
 * CARILLON_SERVICE_HOSTS (a port counts as part of the host; subdomains don't count), without a user in it. In local
 * mode also http or https on this machine, for a simulated Teams.
 * @param serviceUrl as it came with an activity: may be anything
 */
export function serviceUrlAllowed(
  { local, serviceHosts }: { readonly local: boolean; readonly serviceHosts: readonly string[] },
  serviceUrl: string,
): boolean {
  const url = plain.test(serviceUrl) ? URL.parse(serviceUrl) : null;
  if (!url) return false;
  if (local && isLoopback(url)) return url.protocol === 'http:' || url.protocol === 'https:';
  return url.protocol === 'https:' && serviceHosts.includes(url.host);
}
