import type { ResolvedView } from '../../../shared/api/views/operations.ts';
import { userOfKey } from '../../../shared/audience/conversation.ts';
import { TENANT } from '../tenant.ts';
import type { World } from '../world.ts';
import type { Client } from './client.ts';

/** What a dry run has said. */
export interface Reckoning {
  readonly total: number;
  /** Who was on record when it was asked for. */
  readonly known: readonly string[];
}

/** Whom a broadcast is for, as the API takes it. */
export interface Audience {
  readonly include: readonly { readonly type: string; readonly ids?: readonly string[] }[];
  readonly exclude?: readonly { readonly type: string; readonly ids?: readonly string[] }[];
}

/** Everybody who is on record at this instant. */
export async function knownUsers({ storage }: World): Promise<readonly string[]> {
  const { rows } = await storage.tables.conversations.range(TENANT, { from: 'u', before: 'v' });
  return rows.map((row) => userOfKey(row.key)!);
}

/**
 * Asks whom an audience reaches, once; nothing may be written for it, and it must be who is on record.
 * @returns nothing when nobody answered
 */
export async function reckon(world: World, client: Client, audience: Audience): Promise<Reckoning | undefined> {
  const { timeline, verdicts } = world;
  const known = await knownUsers(world);
  timeline.note('a dry run is asked for');
  const told = await client.dryRun<ResolvedView>({
    method: 'POST',
    path: 'audience/resolve',
    body: { audience, tenant: TENANT },
  });
  if (told?.status !== 200) {
    if (told && told.status < 500) verdicts.blame('bad-answer', `a dry run was answered ${JSON.stringify(told)}`);
    return undefined;
  }
  const { total, reachable, unreachable, unknown, complete, cursor } = told.body;
  const [least, most] = [meant(audience, known), meant(audience, await knownUsers(world))];
  const sum = unreachable.reduce((all, { count }) => all + count, reachable + unknown.count);
  if (total < least || total > most || sum !== total || !complete || cursor !== null) {
    verdicts.blame('dry-run-wrong', `${least} to ${most} are meant: ${JSON.stringify(told.body)}`);
  }
  return { total, known };
}

function meant({ include, exclude = [] }: Audience, known: readonly string[]): number {
  const all = new Set(include.flatMap(({ ids }) => ids ?? known));
  for (const { ids } of exclude) for (const id of ids ?? known) all.delete(id);
  return all.size;
}
