import { join } from 'node:path';
import { type Child, startChild } from './child.ts';

const script = join(import.meta.dirname, '..', '..', 'local', 'start.ts');

/** `npm start` with a storage, in a process of its own. `ready` is its URL. */
export function startApp(connectionString: string, env: Record<string, string> = {}): Promise<Child<string>> {
  return startChild({
    script,
    env: { PORT: '0', AZURE_FUNCTIONS_ENVIRONMENT: 'Development', AzureWebJobsStorage: connectionString, ...env },
    ready: (line) => /^ready (http:\S+)/.exec(line)?.[1],
  });
}

/** Sends a broadcast through the API. @returns its id */
export async function postBroadcast(url: string, audience: object): Promise<string> {
  const answer = await fetch(`${url}/api/broadcasts`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ message: { text: 'Water is off until 14:00' }, audience: { include: [audience] } }),
  });
  const body = (await answer.json()) as { id?: string };
  if (answer.status !== 202 || !body.id) throw new Error(`The broadcast was answered ${answer.status}.`);
  return body.id;
}
