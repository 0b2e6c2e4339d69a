import { deflateRawSync } from 'node:zlib';
import { Columns, hasShape, isCount, isInstant, isText } from '../storage/columns.ts';
import type { Row, Values } from '../storage/table.ts';

/** How one recipient stands in a broadcast. */
export const deliveryStates = [
  'pending',
  'sending',
  'delivered',
  'failed',
  'skipped',
  'uncertain',
  'canceled',
  'recalled',
] as const;
export type DeliveryState = (typeof deliveryStates)[number];

/** How many recipients stand how. */
export type StateCounts = Readonly<Record<DeliveryState, number>>;

export interface Delivery {
  readonly state: DeliveryState;
  /** Messages posted for this recipient. */
  readonly attempts: number;
  /** When the state was reached (service clock, ms). */
  readonly at: number;
  /** Not due before (service clock, ms); 0: at once. */
  readonly notBefore: number;
  /** An attempt of unknown outcome happened: the user may have the message whatever happens later. Never taken back. */
  readonly unknown: boolean;
  /** Why it stands so: a code of reasons.ts. */
  readonly code?: string;
  /** The message's id at Teams, to edit or recall it by. */
  readonly activity?: string;
  /** Tries to create the conversation that brought none. */
  readonly creates?: number;
  /** The planned conversation was not found: only one created since will do. */
  readonly healed?: boolean;
  /** The chat it was posted to, where that is not the planned one. */
  readonly conversation?: string;
  /** The version of the message that was posted, or that they have since it was edited; absent: 1. */
  readonly version?: number;
  /** The last change of the message that is settled for them although they do not have it; absent: `version`. */
  readonly change?: number;
}

/** The state entity of a shard. */
export interface Shard {
  /** The key of its last recipient: its address within the broadcast. */
  readonly key: string;
  /** Its ordinal in the broadcast, from 0. */
  readonly n: number;
  readonly run: number;
  /** The sender whose wave is open: somebody is being sent by it, or was when it died; absent when nobody is. */
  readonly wave?: string;
  /** When its first wave of this run was claimed. */
  readonly since: number;
  /** So many had been delivered before this run. */
  readonly before?: number;
  /** The key of the next shard of its chain, where it was planned together with this one. */
  readonly next?: string;
  /** Exceptions of the handler on this shard in a row without progress. */
  readonly faults: number;
  /** Who edits or recalls what was delivered on it; absent: nobody does. */
  readonly changer?: string;
  /** When that was last written (service clock, ms). */
  readonly changedAt?: number;
  /** When it was last written by who sends on it (service clock, ms), if who changes its messages has written it since. */
  readonly sentAt?: number;
  readonly deliveries: readonly Delivery[];
}

/** A shard as it was read or written last. */
export interface StoredShard extends Shard {
  readonly etag: string;
  /** When it was written last (service clock, ms). */
  readonly writtenAt: number;
  readonly wid: string;
}

/** At most this many recipients: the state stays below 8 KB, so that scanning progress is cheap. */
export const SHARD_SIZE = 200;

/** The columns of a shard that tell its progress without its recipients. */
export const progressColumns = [
  'n',
  'run',
  'wave',
  'since',
  'before',
  'due',
  ...deliveryStates,
  'pendingUnknown',
  'change',
  'changeLeft',
  'changeFailed',
  'changedAt',
  'sentAt',
] as const;

/** What a scan reads of a shard. */
export interface ShardProgress {
  readonly key: string;
  readonly n: number;
  readonly run: number;
  /** When it was last written by who plans it, or sends on it (service clock, ms): a change of its messages is no sign of them. */
  readonly sentAt: number;
  readonly open: boolean;
  readonly since: number;
  /** So many had been delivered before its run. */
  readonly before: number;
  /** The earliest instant a pending recipient is due; 0: at once, or none is pending. */
  readonly due: number;
  readonly counts: StateCounts;
  /** Pending ones that may have the message. */
  readonly pendingUnknown: number;
  readonly changed: ChangeProgress;
}

/** How far the deliveries of a shard have come with the changes of their message. */
export interface ChangeProgress {
  /** The last change that any of them has heard of; 1: the message as it was sent first. */
  readonly last: number;
  /** So many are delivered for whom it is not settled. */
  readonly left: number;
  /** So many are delivered for whom it could not be made. */
  readonly failed: number;
  /** When a change was last written (service clock, ms); 0: never. */
  readonly at: number;
}

/** The last change of the message that is settled for somebody: made, or found impossible. */
export function settledChange({ version = 1, change = version }: Pick<Delivery, 'version' | 'change'>): number {
  return change;
}

/** When a shard was last written by who sends on it: what the age of their wave is counted from (service clock, ms). */
export function lastSentAt({ sentAt, writtenAt }: StoredShard): number {
  return sentAt ?? writtenAt;
}

/** How many of a shard a change is still to be made for. */
export function leftToChange({ counts, changed }: Pick<ShardProgress, 'counts' | 'changed'>, change: number): number {
  if (change > changed.last) return counts.delivered;
  return change === changed.last ? changed.left : 0;
}

export const shardRow = (key: string) => `s${key}`;
export const recipientsRow = (key: string) => `r${key}`;
/** All shards of a broadcast, in order: a range of row keys. */
export const allShards = { from: 's', before: 't' } as const;

export function countStates(deliveries: readonly Delivery[]): StateCounts {
  const counts = Object.fromEntries(deliveryStates.map((state) => [state, 0])) as Record<DeliveryState, number>;
  for (const { state } of deliveries) counts[state]++;
  return counts;
}

/** How many stand in a state for a reason: by state, then by code. Those without a reason are left out. */
export type CodeCounts = Readonly<Partial<Record<DeliveryState, Readonly<Record<string, number>>>>>;

export function countCodes(deliveries: readonly Delivery[]): CodeCounts {
  const counts: Partial<Record<DeliveryState, Record<string, number>>> = {};
  for (const { state, code } of deliveries) {
    if (code === undefined) continue;
    const ofState: Record<string, number> = counts[state] ?? Object.create(null);
    ofState[code] = (ofState[code] ?? 0) + 1;
    counts[state] = ofState;
  }
  return counts;
}

/** Nothing is left to be sent or answered. */
export function isFinished(counts: Pick<StateCounts, 'pending' | 'sending'>): boolean {
  return counts.pending === 0 && counts.sending === 0;
}

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

export function encodeShard(shard: Shard): Values {
  const pending = shard.deliveries.filter((d) => d.state === 'pending');
  return {
    v: 1,
    n: shard.n,
    run: shard.run,
    wave: shard.wave,
    next: shard.next,
    since: shard.since,
    before: shard.before,
    sentAt: shard.sentAt,
    faults: shard.faults,
    due: pending.length === 0 ? 0 : Math.min(...pending.map((d) => d.notBefore)),
    pendingUnknown: pending.filter((d) => d.unknown).length,
    ...changeColumns(shard),
    ...countStates(shard.deliveries),
    codes: JSON.stringify(countCodes(shard.deliveries)),
    states: shard.deliveries.map((d) => letters[d.state]).join(''),
    details: deflateRawSync(JSON.stringify(packDetails(shard.deliveries)), { level: 3 }),
  };
}

/** Nothing for a message that was never changed: its rows stay as small as they are. */
function changeColumns({ changer, changedAt, deliveries }: Shard): Values {
  const last = Math.max(1, ...deliveries.map(settledChange));
  if (last === 1) return { changer, changedAt };
  const delivered = deliveries.filter(({ state }) => state === 'delivered');
  return {
    ...{ changer, changedAt, change: last },
    changeLeft: delivered.filter((d) => settledChange(d) < last).length,
    changeFailed: delivered.filter((d) => settledChange(d) === last && d.code !== undefined).length,
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
    ...(deliveries.some((d) => d.change) && { change: deliveries.map((d) => d.change ?? 0) }),
  };
}

const columnsOf = (row: Row, broadcast: string) =>
  new Columns({ table: 'Deliveries', partition: broadcast, row: row.key }, row.values);

/**
 * Reads a shard's row.
 * @throws {DamagedRow} also when its counts are not those of its states, or somebody is being sent by no wave: nobody
 *   would ever finish it
 */
export function decodeShard(row: Row, broadcast: string): StoredShard {
  const c = columnsOf(row, broadcast);
  const deliveries = deliveriesIn(c);
  const counted = countStates(deliveries);
  for (const state of deliveryStates) if (c.count(state) !== counted[state]) c.damaged(state);
  if (counted.sending > 0 && !c.has('wave')) c.damaged('wave');
  return {
    key: row.key.slice(1),
    n: c.count('n'),
    run: c.count('run'),
    ...(c.has('wave') && { wave: c.text('wave') }),
    ...(c.has('next') && { next: c.text('next') }),
    since: c.instant('since'),
    ...(c.has('before') && { before: c.count('before') }),
    faults: c.count('faults'),
    ...(c.has('changer') && { changer: c.text('changer') }),
    ...(c.has('changedAt') && { changedAt: c.instant('changedAt') }),
    ...(c.has('sentAt') && { sentAt: c.instant('sentAt') }),
    deliveries,
    etag: row.etag,
    writtenAt: row.writtenAt,
    wid: c.text('wid'),
  };
}

/** How a shard's recipients stand, whatever else of its row can be read. @throws {DamagedRow} */
export function decodeDeliveries(row: Row, broadcast: string): readonly Delivery[] {
  return deliveriesIn(columnsOf(row, broadcast));
}

function deliveriesIn(c: Columns): readonly Delivery[] {
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
const rareTypes = { conversation: isText, version: isCount, change: isCount } as const;

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

/** The columns that tell why a shard's recipients stand as they do. */
export const reasonColumns = [...progressColumns, 'codes'] as const;

/**
 * Reads the reasons of a shard, by state and code.
 * @returns nothing for a row of a release that did not write them: then its deliveries tell
 * @throws {DamagedRow} also when there are more of a state with a reason than there are of the state
 */
export function decodeCodes(row: Row, broadcast: string): CodeCounts | undefined {
  const c = columnsOf(row, broadcast);
  if (!c.has('codes')) return undefined;
  const codes = c.json('codes', (value) => (areCodes(value) ? value : undefined));
  for (const [state, ofState] of Object.entries(codes)) {
    const sum = Object.values(ofState).reduce((total, n) => total + n, 0);
    if (sum > c.count(state)) c.damaged('codes');
  }
  return codes;
}

const isTally = (value: unknown): boolean => hasShape<object>(value, {}) && Object.values(value).every(isCount);
const areCodes = (value: unknown): value is CodeCounts =>
  hasShape<object>(value, {}) &&
  Object.entries(value).every(([state, tally]) => deliveryStates.some((s) => s === state) && isTally(tally));

/** Reads what a scan reads of a shard. @throws {DamagedRow} */
export function decodeProgress(row: Row, broadcast: string): ShardProgress {
  const c = columnsOf(row, broadcast);
  return {
    key: row.key.slice(1),
    n: c.count('n'),
    run: c.count('run'),
    sentAt: c.has('sentAt') ? c.instant('sentAt') : row.writtenAt,
    open: c.has('wave'),
    since: c.instant('since'),
    before: c.has('before') ? c.count('before') : 0,
    due: c.instant('due'),
    counts: Object.fromEntries(deliveryStates.map((state) => [state, c.count(state)])) as StateCounts,
    pendingUnknown: c.count('pendingUnknown'),
    changed: changesIn(c),
  };
}

function changesIn(c: Columns): ChangeProgress {
  const at = c.has('changedAt') ? c.instant('changedAt') : 0;
  if (!c.has('change')) return { last: 1, left: 0, failed: 0, at };
  return { last: c.count('change'), left: c.count('changeLeft'), failed: c.count('changeFailed'), at };
}
