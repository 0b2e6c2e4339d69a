import { chainOf } from '../../../shared/lifecycle/chain.ts';
import { timing } from '../../../shared/pace/timing.ts';
import { decodeBody } from '../../../shared/records/body-row.ts';
import { PLAN_ROW, type Plan } from '../../../shared/records/plan-row.ts';
import { countStates, type Delivery, type DeliveryState, deliveryStates } from '../../../shared/shard/delivery.ts';
import { decodeRecipients } from '../../../shared/shard/recipients.ts';
import type { StoredShard } from '../../../shared/shard/shard.ts';
import { decodeProgress } from '../../../shared/shard/shard-progress.ts';
import { decodeShard } from '../../../shared/shard/shard-row.ts';
import type { Change, Row } from '../../../shared/storage/table.ts';
import type { Verdicts } from './verdicts.ts';

/** Where a recipient is found. */
interface Place {
  readonly shard: string;
  readonly position: number;
}

/** What is known of one broadcast from what was written. */
interface Watched {
  readonly shards: Map<string, StoredShard>;
  readonly places: Map<string, Place>;
  readonly ids: Map<string, readonly string[]>;
  /** By chain: when a shard of it was last written (ms), and its last revival. */
  readonly writtenAt: Map<string, number>;
  revivals: Plan['revivals'];
  /** When it was last driven on, by the clock of who did. */
  redrivenAt: number | undefined;
  /** How often each was uncertain when a retry took them up again: so many messages more they may have. */
  readonly doubtfulRetries: Map<string, number>;
}

/** What a state may become within a run; a retry takes up failed, uncertain and canceled ones besides. */
const successors: Readonly<Record<DeliveryState, readonly DeliveryState[]>> = {
  pending: ['pending', 'sending', 'delivered', 'failed', 'uncertain', 'canceled'],
  sending: ['sending', 'pending', 'delivered', 'failed', 'uncertain'],
  delivered: ['delivered', 'recalled'],
  failed: ['failed'],
  skipped: ['skipped'],
  uncertain: ['uncertain', 'delivered'],
  canceled: ['canceled'],
  recalled: ['recalled'],
};
const retriable: ReadonlySet<DeliveryState> = new Set(['failed', 'uncertain', 'canceled']);
/** The machines' clocks differ by up to this, ms. */
const SKEW = 1_000;
/** As docs/api.md says, ms. */
const REDRIVEN_ONCE = 10_000;

/** Watches every write of a shard: nobody vanishes, nothing final is taken back, counts are what the states are. */
export class ShardWatch {
  readonly #verdicts: Verdicts;
  readonly #now: () => number;
  readonly #broadcasts = new Map<string, Watched>();

  constructor(verdicts: Verdicts, now: () => number) {
    this.#verdicts = verdicts;
    this.#now = now;
  }

  /** How somebody stands by the rows as they are at this instant. */
  delivery(broadcast: string, user: string): Delivery | undefined {
    const watched = this.#broadcasts.get(broadcast);
    const place = watched?.places.get(user);
    return place && watched!.shards.get(place.shard)?.deliveries[place.position];
  }

  /** Everybody who was planned, and how they stand. */
  deliveries(broadcast: string): ReadonlyMap<string, Delivery> {
    const users = this.#broadcasts.get(broadcast)?.places.keys() ?? [];
    return new Map([...users].map((user) => [user, this.delivery(broadcast, user)!]));
  }

  doubtfulRetries(broadcast: string, user: string): number {
    return this.#broadcasts.get(broadcast)?.doubtfulRetries.get(user) ?? 0;
  }

  onWrite = (broadcast: string, changes: readonly Change[]): void => {
    for (const change of changes) {
      if (change.do === 'delete') continue;
      const row = asRow(change);
      if (change.key.startsWith('r')) this.#planned(broadcast, row);
      if (change.key.startsWith('s')) this.#written(broadcast, row);
      if (change.key !== PLAN_ROW) continue;
      this.#revived(broadcast, JSON.parse(String(change.values['revivals'])));
      this.#redriven(broadcast, change.values['redrivenAt']);
    }
  };

  #of(broadcast: string): Watched {
    const known = this.#broadcasts.get(broadcast);
    if (known) return known;
    const watched: Watched = {
      ...{ shards: new Map(), places: new Map(), ids: new Map(), doubtfulRetries: new Map() },
      ...{ writtenAt: new Map(), revivals: {}, redrivenAt: undefined },
    };
    this.#broadcasts.set(broadcast, watched);
    return watched;
  }

  #planned(broadcast: string, row: Row): void {
    const { places, ids } = this.#of(broadcast);
    const shard = row.key.slice(1);
    const users = decodeRecipients(row, broadcast).map(({ id }) => id);
    ids.set(shard, users);
    for (const [position, user] of users.entries()) {
      if (places.has(user)) this.#verdicts.blame('two-shards', `${user} is in ${places.get(user)!.shard} and ${shard}`);
      places.set(user, { shard, position });
    }
  }

  /** A chain that has not moved since it was put on the queue again is left alone for a while. */
  #revived(broadcast: string, revivals: Plan['revivals']): void {
    const watched = this.#of(broadcast);
    for (const [chain, { n, at }] of Object.entries(revivals)) {
      const last = watched.revivals[chain];
      const written = watched.writtenAt.get(chain);
      if (last?.n !== n || at === last.at || written === undefined || written >= last.at - SKEW) continue;
      if (at - last.at < timing.chainSilence - SKEW) {
        this.#verdicts.blame('flood', `Chain ${chain} was revived after ${((at - last.at) / 1_000).toFixed(1)} s`);
      }
    }
    watched.revivals = revivals;
  }

  /** Who asks for it again within ten seconds has it done once. */
  #redriven(broadcast: string, at: unknown): void {
    if (typeof at !== 'number') return;
    const watched = this.#of(broadcast);
    const since = at - (watched.redrivenAt ?? Number.NEGATIVE_INFINITY);
    if (since !== 0 && since < REDRIVEN_ONCE) {
      this.#verdicts.blame('driven-twice', `${broadcast} was driven on again after ${since.toFixed(0)} ms`);
    }
    watched.redrivenAt = at;
  }

  #written(broadcast: string, row: Row): void {
    const watched = this.#of(broadcast);
    const after = decodeShard(row, broadcast);
    watched.writtenAt.set(String(chainOf(after.n)), this.#now());
    const { counts } = decodeProgress(row, broadcast);
    const real = countStates(after.deliveries);
    if (deliveryStates.some((state) => counts[state] !== real[state])) {
      this.#verdicts.blame('counts-wrong', `shard ${after.n} counts ${JSON.stringify(counts)}`);
    }
    const before = watched.shards.get(after.key);
    watched.shards.set(after.key, after);
    if (before) this.#compare(watched, before, after);
  }

  #compare(watched: Watched, before: StoredShard, after: StoredShard): void {
    const users = watched.ids.get(after.key) ?? [];
    if (before.deliveries.length !== after.deliveries.length) {
      this.#verdicts.blame(
        'lost',
        `shard ${after.n} had ${before.deliveries.length} and has ${after.deliveries.length}`,
      );
    }
    const rerun = after.run > before.run;
    if (after.run < before.run) this.#verdicts.blame('taken-back', `shard ${after.n} went back to run ${after.run}`);
    for (const [i, was] of before.deliveries.entries()) {
      const is = after.deliveries[i]!;
      if (was === is || (was.state === is.state && was.unknown === is.unknown)) continue;
      const retried = rerun && retriable.has(was.state) && is.state === 'pending';
      const expired = was.state === 'pending' && is.state === 'skipped' && is.code === 'expired';
      if (!retried && !expired && !successors[was.state].includes(is.state)) {
        this.#verdicts.blame('taken-back', `${users[i]} was ${was.state} and is ${is.state}`);
      }
      if (was.unknown && !is.unknown && is.state !== 'delivered') {
        this.#verdicts.blame('taken-back', `that ${users[i]} may have the message is forgotten`);
      }
      if (retried && was.state === 'uncertain') {
        const user = users[i]!;
        watched.doubtfulRetries.set(user, (watched.doubtfulRetries.get(user) ?? 0) + 1);
      }
    }
  }
}

function asRow(change: Exclude<Change, { do: 'delete' }>): Row {
  const values = Object.fromEntries(Object.entries(change.values).filter(([, value]) => value !== undefined));
  return { key: change.key, etag: '', writtenAt: 0, values: values as Row['values'] };
}

/** The text of a message in a body row: by it a broadcast is known before anybody has heard its id. */
export function textIn(change: Change): string | undefined {
  if (change.do === 'delete') return undefined;
  return decodeBody(asRow(change), '', (body) => body as { text?: string }).text;
}
