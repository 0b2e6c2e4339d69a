import type { BroadcastView } from '../../../shared/api/views/broadcast.ts';
import type { Asked } from '../cast/asked.ts';
import { knownUsers, type Reckoning } from '../cast/reckoner.ts';
import type { World } from '../world.ts';

/** A broadcast is planned for as many as a dry run of its audience said: whoever has come since may be one of them, or not. */
export async function checkReckoning(
  world: World,
  { mustNot }: Asked,
  { planned, counts }: BroadcastView,
  { total, known }: Reckoning,
): Promise<void> {
  const then = new Set(known);
  const come = (await knownUsers(world)).filter((user) => !then.has(user) && !mustNot.has(user)).length;
  if (!planned || Math.abs(total - counts.audience) <= come) return;
  const detail = `A dry run said ${total}, ${counts.audience} were planned, and ${come} have come since`;
  world.verdicts.blame('dry-run-wrong', detail);
}
