/** Names of this machine, as URL parsing writes them. */
const loopbackHosts = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** Whether a URL's host is this machine. */
export function isLoopback(url: URL): boolean {
  return loopbackHosts.has(url.hostname);
}
