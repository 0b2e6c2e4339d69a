import type { Teams, TeamsAnswer } from './teams.ts';

/**
 * Teams, loaded by the first request: an instance that only answers HTTP, or sleeps, does without.
 * @param allowed whether requests may go to an address; none leaves the house for another
 */
export function lazyTeams(allowed: (serviceUrl: string) => boolean): Teams {
  let opened: Promise<Teams> | undefined;
  const open = (): Promise<Teams> => {
    opened ??= load();
    return opened;
  };
  const refused: TeamsAnswer = { kind: 'unsent', cause: 'This serviceUrl is not allowed.' };
  return {
    createConversation: async (to, signal) =>
      allowed(to.serviceUrl) ? await (await open()).createConversation(to, signal) : refused,
    send: async (to, activity, signal) =>
      allowed(to.serviceUrl) ? await (await open()).send(to, activity, signal) : refused,
    update: async (message, activity, signal) =>
      allowed(message.serviceUrl) ? await (await open()).update(message, activity, signal) : refused,
    remove: async (message, signal) =>
      allowed(message.serviceUrl) ? await (await open()).remove(message, signal) : refused,
  };
}

async function load(): Promise<Teams> {
  const [{ connectorTeams }, { noToken }] = await Promise.all([
    import('./connector-client.ts'),
    import('./token-cache.ts'),
  ]);
  // Local mode is the only one that starts until bots can sign in: nobody is asked for a token there.
  return connectorTeams({ tokens: noToken });
}
