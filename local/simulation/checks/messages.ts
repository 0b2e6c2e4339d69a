import type { Broadcast } from '../../../shared/records/broadcast.ts';
import type { Delivery } from '../../../shared/shard/delivery.ts';
import { MAX_ATTEMPTS } from '../../../shared/shard/retry-policy.ts';
import { firstText } from '../edits.ts';
import type { World } from '../world.ts';

/** A message as it stands in somebody's chat. */
interface Message {
  readonly id: string;
  readonly text: string;
}

/**
 * What people read in the end: of a message that was edited the newest version, of one that was recalled nothing; or their
 * delivery says why not.
 */
export function checkMessages(world: World, text: string, id: string, user: string, delivery: Delivery): void {
  const { verdicts, broadcasts } = world;
  const broadcast = broadcasts.row(id)!;
  const read = messagesOf(world, text, user);
  const own = read.find((message) => message.id === delivery.activity);
  const facts = `${JSON.stringify(read)}, ${JSON.stringify(delivery)}`;
  const isExplained = delivery.state === 'uncertain' || (delivery.state === 'delivered' && delivery.code !== undefined);
  if (broadcast.change?.kind === 'recall') {
    // One more may be there of an attempt that nobody knows the end of.
    const known = delivery.unknown ? [own].filter((one) => one !== undefined) : read;
    if (known.length > 0 && !isExplained) verdicts.blame('not-taken-back', `${user} still reads ${facts}`);
  } else if (delivery.state === 'delivered' && delivery.code === undefined) {
    const newest = broadcasts.textOf(id, broadcast.version ?? 1);
    if (own?.text !== newest) verdicts.blame('old-version', `${user} should read ${newest}, and reads ${facts}`);
  }
  // Of a change that was given up nobody knows whether its last try was carried out.
  const isOpen = delivery.state === 'delivered' && delivery.code !== undefined;
  if (own && !isOpen && own.text !== broadcasts.textOf(id, delivery.version ?? 1)) {
    verdicts.blame('old-version', `${user} is said to read version ${delivery.version ?? 1}, and reads ${facts}`);
  }
  if (delivery.state === 'recalled' && own) verdicts.blame('false-state', `${user} is recalled, and reads ${facts}`);
  if (delivery.state === 'recalled' && broadcast.change?.kind !== 'recall') {
    verdicts.blame('undeserved', `${user} is recalled, and nobody has recalled it`);
  }
  if (delivery.state === 'delivered' && delivery.code !== undefined && !isDeserved(world, broadcast, user)) {
    verdicts.blame('undeserved', `${user} is not to be reached: ${facts}`);
  }
}

function messagesOf({ witness }: World, text: string, user: string): readonly Message[] {
  return witness.teams
    .received(user)
    .filter(({ activity, deletedAt }) => deletedAt === undefined && firstText(activity.text ?? '') === text)
    .map(({ activityId, activity, updates }) => {
      const { text: now = '' } = updates.at(-1)?.activity ?? activity;
      return { id: activityId, text: now };
    });
}

/** Who is not to be reached, and whom Teams did not answer as often as it is asked. */
function isDeserved({ witness }: World, { change }: Broadcast, user: string): boolean {
  if (!change) return false;
  return witness.wasAway(user) || (witness.changesFailed.get(user) ?? 0) >= MAX_ATTEMPTS;
}
