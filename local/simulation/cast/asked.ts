import { WEBHOOK_HOST } from '../checks/told-watch.ts';
import type { Undertaking } from '../scenario.ts';
import { TENANT } from '../tenant.ts';
import { localOf, type UndertakingTimes } from '../times.ts';
import { userId, type World } from '../world.ts';
import { type Audience, knownUsers } from './reckoner.ts';

/** A broadcast as it is asked for, and who is meant by it. */
export interface Asked {
  readonly body: Readonly<Record<string, unknown>> & { readonly audience: Audience };
  /** Who must be a recipient, once all is planned. */
  readonly must: ReadonlySet<string>;
  /** Who must not. */
  readonly mustNot: ReadonlySet<string>;
}

/** An id that Teams has never heard of. */
const STRANGER = userId(999_999);

/** Says what is asked for: everyone is who has a row at this instant; who comes later may or may not be in time. */
export async function ask(world: World, undertaking: Undertaking): Promise<Asked> {
  const { text, audience, onUncertain, times, urgent, maxRate, webhook, test } = undertaking;
  const { scenario, guarded } = world;
  const { excluded, named } = audience === 'few' ? fewOf(undertaking) : someOf(world, undertaking);
  const include = named ? { type: 'users', ids: named } : { type: 'everyone' };
  const meant = named ?? (await knownUsers(world));
  const mustNot = new Set(excluded);
  const must = new Set(meant.filter((user) => !mustNot.has(user)));
  const joining = named ? 0 : scenario.joining;
  // Whoever is excluded is taken off though nobody has heard of them.
  guarded.asked(text, { least: named ? must.size : meant.length - excluded.length, most: must.size + joining });
  return {
    body: {
      message: { text, textFormat: 'plain' },
      audience: {
        include: [include],
        ...(excluded.length > 0 && { exclude: [{ type: 'users', ids: excluded }] }),
      },
      onUncertain,
      ...(times && askTimes(world, undertaking, times)),
      ...(urgent && { priority: 'urgent' }),
      ...(maxRate !== undefined && { maxRate }),
      ...(test && { test }),
      ...(webhook && { webhook: { url: `https://${WEBHOOK_HOST}/ended?key=1` } }),
      tenant: TENANT,
    },
    must,
    mustNot: named ? new Set([...mustNot, ...world.users.filter((user) => !named.includes(user))]) : mustNot,
  };
}

interface Choice {
  readonly excluded: readonly string[];
  /** Nothing: everyone. */
  readonly named?: readonly string[];
}

const fewOf = ({ few = [] }: Undertaking): Choice => ({ excluded: [], named: [...new Set(few)].map(userId) });

function someOf({ chance, users }: World, { audience }: Undertaking): Choice {
  const some = (share: number) => users.filter(() => chance() < share);
  const excluded = audience === 'everyone' ? [] : some(0.1);
  const named = [...some(0.4), STRANGER];
  return { excluded, ...(audience === 'named' && { named }) };
}

/** The times of the body; whoever watches is told of them as well. */
function askTimes(
  { time, start, sends }: World,
  { text, urgent }: Undertaking,
  times: UndertakingTimes,
): Record<string, unknown> {
  const { startAfter, localAfter, expiresAfter, quietHours } = times;
  const startAt = startAfter === undefined ? undefined : time.now + startAfter;
  const local = localAfter === undefined ? undefined : localOf(start, localAfter);
  const expiresAt = expiresAfter === undefined ? undefined : (startAt ?? time.now) + expiresAfter;
  sends.times.asked(text, {
    ...(startAt !== undefined && { startAt }),
    ...(local !== undefined && { startLocal: Date.parse(`${local}Z`) }),
    ...(expiresAt !== undefined && { expiresAt }),
    ...(quietHours && !urgent && { quiet: { from: minutes(quietHours.from), to: minutes(quietHours.to) } }),
  });
  const iso = (at: number) => new Date(at).toISOString();
  return {
    ...(startAt !== undefined && { startAt: iso(startAt) }),
    ...(local !== undefined && { startAt: local }),
    ...(expiresAt !== undefined && { expiresAt: iso(expiresAt) }),
    ...(quietHours && { quietHours }),
  };
}

const minutes = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
