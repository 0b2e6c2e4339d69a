import { deflateRawSync } from 'node:zlib';
import { type Columns, isCount, isInstant, isText } from '../storage/columns.ts';
import type { Values } from '../storage/table.ts';
import type { Delivery, DeliveryState } from './delivery.ts';

/** Letters of the stored states; the order of `deliveryStates` without ambiguity. */
const letters: Readonly<Record<DeliveryState, string>> = {
  pending: 'p',
  sending: 's',
  delivered: 'd',
  failed: 'f',
  skipped: 'k',
  uncertain: 'u',
  canceled: 'c',
  recalled: 'r',
};
const stateOf = new Map(Object.entries(letters).map(([state, letter]) => [letter, state as DeliveryState]));

/** The deliveries of a shard as columns: their states, one letter each, and all else deflated. */
export function packDeliveries(deliveries: readonly Delivery[]): Values {
  return {
    states: deliveries.map((d) => letters[d.state]).join(''),
    details: deflateRawSync(JSON.stringify(packDetails(deliveries)), { level: 3 }),
  };
}

/** What does not fit a letter, by column: equal neighbours deflate to nearly nothing. */
function packDetails(deliveries: readonly Delivery[]) {
  const base = Math.min(...deliveries.map((d) => d.at));
  return {
    base,
    at: deliveries.map((d) => d.at - base),
    attempts: deliveries.map((d) => d.attempts),
    notBefore: deliveries.map((d) => d.notBefore),
    unknown: deliveries.map((d) => (d.unknown ? 1 : 0)),
    code: deliveries.map((d) => d.code ?? ''),
    activity: deliveries.map((d) => d.activity ?? ''),
    creates: deliveries.map((d) => d.creates ?? 0),
    healed: deliveries.map((d) => (d.healed ? 1 : 0)),
    ...(deliveries.some((d) => d.conversation) && { conversation: deliveries.map((d) => d.conversation ?? '') }),
    ...(deliveries.some((d) => d.version) && { version: deliveries.map((d) => d.version ?? 0) }),
    ...(deliveries.some((d) => d.erased) && { erased: deliveries.map((d) => (d.erased ? 1 : 0)) }),
    ...(deliveries.some((d) => d.change) && { change: deliveries.map((d) => d.change ?? 0) }),
  };
}

/** Reads what {@link packDeliveries} made. @throws {DamagedRow} */
export function deliveriesIn(c: Columns): readonly Delivery[] {
  const states = c.text('states');
  const details = c.packed(['details'], (value) => detailsOf(value, states.length));
  return Array.from(states, (letter, i): Delivery => {
    const code = details.code[i];
    const activity = details.activity[i];
    const creates = details.creates[i];
    const conversation = details.conversation?.[i];
    const version = details.version?.[i];
    const change = details.change?.[i];
    return {
      state: stateOf.get(letter) ?? c.damaged('states'),
      attempts: details.attempts[i]!,
      at: details.base + details.at[i]!,
      notBefore: details.notBefore[i]!,
      unknown: details.unknown[i] === 1,
      ...(code && { code }),
      ...(activity && { activity }),
      ...(creates && { creates }),
      ...(details.healed[i] === 1 && { healed: true }),
      ...(conversation && { conversation }),
      ...(version && { version }),
      ...(change && { change }),
      ...(details.erased?.[i] === 1 && { erased: true }),
    };
  });
}

const detailTypes = {
  at: isInstant,
  attempts: isCount,
  notBefore: isInstant,
  unknown: isCount,
  code: isText,
  activity: isText,
  creates: isCount,
  healed: isCount,
} as const;

/** Columns that are there only where they say anything. */
const rareTypes = { conversation: isText, version: isCount, change: isCount, erased: isCount } as const;

function detailsOf(value: unknown, length: number): ReturnType<typeof packDetails> | undefined {
  if (length === 0 || typeof value !== 'object' || value === null) return undefined;
  const details = value as Record<string, unknown>;
  if (!isInstant(details['base'])) return undefined;
  for (const [name, is] of Object.entries({ ...detailTypes, ...rareTypes })) {
    const column = details[name];
    if (column === undefined && Object.hasOwn(rareTypes, name)) continue;
    if (!Array.isArray(column) || column.length !== length || !column.every(is)) return undefined;
  }
  const { base, at } = details as ReturnType<typeof packDetails>;
  return at.every((after) => isInstant(base + after)) ? (details as ReturnType<typeof packDetails>) : undefined;
}
