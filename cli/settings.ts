import { isLoopback } from '../shared/settings/loopback.ts';
import { usageFailure } from './failure.ts';

/** Which Carillon is spoken to. */
export interface Settings {
  /** Without a slash at the end. */
  readonly url: string;
  /** What a token must be for; nothing on this machine, where none is asked for. */
  readonly scope: string | undefined;
}

export const defaultUrl = 'http://127.0.0.1:7071';

/**
 * Options go before the environment.
 * @throws {Failure} when the URL is none, is not safe to send a token to, or nothing says what a token is for
 */
export function readSettings(options: { url?: string; scope?: string }, env: NodeJS.ProcessEnv): Settings {
  const given = options.url ?? (env['CARILLON_URL'] || defaultUrl);
  const url = URL.parse(given);
  if (url?.username || url?.password) {
    throw usageFailure('The URL has a name or a password in it.', 'Leave them out: carillon signs in with Azure.');
  }
  if (!url || !/^https?:$/.test(url.protocol) || url.search !== '' || url.hash !== '') {
    throw usageFailure(`"${given}" is not a URL of Carillon.`, `Give one such as ${defaultUrl}.`);
  }
  // Routes begin with /api; who gives that too means the same.
  const address = given.replace(/\/+$/, '').replace(/\/api$/, '');
  if (isLoopback(url)) return { url: address, scope: undefined };
  if (url.protocol !== 'https:') {
    throw usageFailure(`${address} is not on this machine, and not https.`, 'Use https: a token is sent there.');
  }
  const scope = options.scope ?? (env['CARILLON_SCOPE'] || undefined);
  if (scope === undefined) {
    throw usageFailure(
      `Nothing says what a token for ${address} is for.`,
      'Set CARILLON_SCOPE, or give --scope: <application id of Carillon>/.default.',
    );
  }
  return { url: address, scope };
}
