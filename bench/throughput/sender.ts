/** What the senders that are compared have in common: each is a process that sends so many messages when it is told to. */
import { createIds } from '../../local/teams/org/ids.ts';

/** What one round came to, of the sender's own process. */
export interface Round {
  readonly seconds: number;
  readonly cpuMicros: number;
}

/** The message that all of them send. */
export const text = '**Water** is off until 14:00. Please use the taps in the *north wing* until then.';

/** Requests the loops have in flight at a time. */
const CONCURRENCY = Number(process.argv[4] ?? 200);

/** Where to send, and how many are there to send to: the arguments of every sender. */
export const serviceUrl = process.argv[2] ?? '';
export const people = Number(process.argv[3] ?? 0);

const ids = createIds(1, '28:bench');
/** The ids of everybody's personal chat, as long as Teams' own. */
export const conversations: readonly string[] = Array.from({ length: people }, (_, i) => ids.conversationId(i, 0));

/**
 * Says that this sender is ready, and sends to everybody each time it is told to.
 * @param sendToAll sends one message to each of {@link conversations}
 */
export function serveRounds(sendToAll: () => Promise<void>): void {
  process.on('message', async (message) => {
    if (typeof message !== 'object' || message === null || !('ask' in message) || message.ask !== 'round') return;
    const began = performance.now();
    const before = process.cpuUsage();
    await sendToAll();
    const { user, system } = process.cpuUsage(before);
    const round: Round = { seconds: (performance.now() - began) / 1000, cpuMicros: user + system };
    process.send?.(round);
  });
  process.channel?.ref();
  console.log(JSON.stringify({ ready: true }));
}

/** Calls `send` for every conversation, {@link CONCURRENCY} at a time. */
export async function eachConversation(send: (conversation: string, index: number) => Promise<unknown>): Promise<void> {
  let next = 0;
  const worker = async () => {
    while (next < conversations.length) {
      const index = next++;
      await send(conversations[index]!, index);
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, worker));
}
