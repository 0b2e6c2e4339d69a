import { seconds } from '../../cli/terminal/screen.ts';
import type { Broadcast } from '../copies/broadcast-api.ts';
import { follow } from './follow.ts';
import type { Stage } from './stage.ts';

/**
 * Enqueues a broadcast to everyone and follows it to its end, with copies of the app killed on the way.
 * @returns the broadcast as it ended
 */
export async function send(stage: Stage): Promise<Broadcast> {
  const { screen, teams, api, options } = stage;
  const request = {
    message: { text: '**Water** is off until 14:00' },
    audience: { include: [{ type: 'everyone' }] },
    onUncertain: options.onUncertain,
    tenant: teams.org.tenant,
  };
  const began = performance.now();
  const { id } = await screen.step('POST /api/broadcasts', async () => {
    const broadcast = await api.enqueue(request, crypto.randomUUID());
    return [broadcast, `POST /api/broadcasts, to everyone: broadcast ${broadcast.id}`];
  });
  screen.line();
  const interrupt = (at: Broadcast, last: boolean) => killOne(stage, at, last);
  const ended = await follow({ screen, api, id, interruptions: options.kills, interrupt });
  const { code, detail } = ended.problem ?? {};
  const problem = code === undefined ? '' : ` (${code}: ${detail})`;
  screen.check(
    `The broadcast is ${ended.status}${problem}, ${seconds(performance.now() - began)} after it was enqueued`,
  );
  return ended;
}

/** Kills the copy that sends most, at this instant; unless it is the last time, another one takes its place. */
async function killOne({ screen, copies, teams, options }: Stage, { counts }: Broadcast, last: boolean): Promise<void> {
  const { copy, connections } = copies.busiest(Number(new URL(teams.origin).port));
  await copy.kill();
  const busy = connections === undefined ? '' : `; it had ${connections} connections to Teams open`;
  screen.event(`${screen.paint('red', `kill -9 ${copy.pid}`)}: ${copy.name} is dead${busy}`);
  if (!last) {
    const next = await copies.start();
    screen.event(`${next.name} starts in its place (process ${next.pid})`);
  }
  const [other, ...more] = copies.running.map(({ name }) => name);
  const goesOn = more.length > 0 ? `${[other, ...more].join(' and ')} go on` : `${other} goes on`;
  const held = options.onUncertain === 'hold';
  screen.event(
    `${goesOn}. The ${counts.sending} being sent to may have the message or not: nobody touches them for 30 s, ` +
      `until the sender is surely dead. Then they ${held ? 'are uncertain' : 'are tried again'}.`,
  );
}
