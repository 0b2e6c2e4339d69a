/** Carillon's sending beside that of others, against the same server, in turns. */
import { join } from 'node:path';
import { startAzurite } from '../../local/azurite.ts';
import { type Child, readyLine, startChild } from '../processes/child.ts';
import type { Round } from './sender.ts';

/** Who is compared: the script's name, and what it is called in tables. */
export const senders = {
  carillon: 'Carillon, storage included',
  'connector-client': 'ConnectorClient loop',
  'notification-bot': 'TeamsFx NotificationBot',
  'bare-post': 'bare HTTP POST loop',
} as const;
export type Sender = keyof typeof senders;

export interface Comparison {
  /** Messages of a round. */
  readonly messages: number;
  readonly rounds: Readonly<Record<Sender, readonly Round[]>>;
  /** Connections each opened, all rounds together: whether it keeps them. */
  readonly connections: Readonly<Record<Sender, number>>;
}

interface Counts {
  readonly requests: number;
  readonly connections: number;
}

/**
 * @param messages of each round
 * @param concurrency requests the loops have in flight
 * @param rounds that count; one before them warms up
 */
export async function compareSenders(
  messages: number,
  concurrency: number,
  rounds: number,
  say: (text: string) => void,
): Promise<Comparison> {
  await using stack = new AsyncDisposableStack();
  const started = <T extends { stop(): Promise<void> }>(it: T): T => stack.adopt(it, (child) => child.stop());
  const azurite = started(await startAzurite());
  const stub = started(
    await startChild({
      script: join(import.meta.dirname, 'connector-stub.ts'),
      ready: (line) => readyLine<{ serviceUrl: string }>(line),
    }),
  );
  const counts = async () => (await stub.tell({ ask: 'counts' })) as Counts;
  const names = Object.keys(senders) as Sender[];
  const children = new Map<Sender, Child<object>>();
  for (const name of names) {
    say(`starting ${senders[name]}`);
    const child = await startChild({
      script: join(import.meta.dirname, `${name}.ts`),
      args: [stub.ready.serviceUrl, String(messages), String(concurrency)],
      env: { AZURE_FUNCTIONS_ENVIRONMENT: 'Development', AzureWebJobsStorage: azurite.connectionString },
      ready: (line) => readyLine<object>(line),
    });
    children.set(name, started(child));
  }

  const results = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<Sender, Round[]>;
  const connections = Object.fromEntries(names.map((name) => [name, 0])) as Record<Sender, number>;
  for (let round = 0; round <= rounds; round++) {
    for (const name of names) {
      const before = await counts();
      const result = (await children.get(name)!.tell({ ask: 'round' })) as Round;
      const after = await counts();
      if (after.requests - before.requests !== messages) {
        throw new Error(`${name} made ${after.requests - before.requests} requests for ${messages} messages.`);
      }
      connections[name] += after.connections - before.connections;
      const rate = Math.round(messages / result.seconds);
      const cpu = Math.round(result.cpuMicros / messages);
      say(`${round === 0 ? 'warm-up' : `round ${round}`}  ${senders[name].padEnd(28)} ${rate}/s  ${cpu} µs CPU each`);
      if (round > 0) results[name].push(result);
    }
  }
  return { messages, rounds: results, connections };
}
