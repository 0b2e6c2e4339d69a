/** Where the bot may talk to. */
import { isLoopback } from './loopback.ts';

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
  const url = URL.parse(serviceUrl);
  if (!url || url.username || url.password) return false;
  if (local && isLoopback(url)) return url.protocol === 'http:' || url.protocol === 'https:';
  return url.protocol === 'https:' && serviceHosts.includes(url.host);
}
