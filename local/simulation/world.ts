import type { AuditWatch } from './checks/audit-watch.ts';
import type { BroadcastWatch } from './checks/broadcast-watch.ts';
import type { GuardWatch } from './checks/guard-watch.ts';
import type { SendWatch } from './checks/send-watch.ts';
import type { ShardWatch } from './checks/shard-watch.ts';
import type { ToldWatch } from './checks/told-watch.ts';
import type { Verdicts } from './checks/verdicts.ts';
import type { Fleet } from './fleet.ts';
import type { Chance } from './random.ts';
import type { Forecast } from './reach/request.ts';
import type { Witness } from './reach/witness.ts';
import type { Scenario } from './scenario.ts';
import type { Storage } from './storage.ts';
import type { Timeline } from './timeline.ts';
import type { VirtualTime } from './virtual-time.ts';

export const MINUTE = 60_000;
/** Faults end after this much virtual time; what is sent by then is sent in foul weather. */
export const FOUL = 4 * MINUTE;

/** Everything of one run. */
export interface World {
  readonly scenario: Scenario;
  readonly time: VirtualTime;
  readonly start: number;
  readonly chance: Chance;
  readonly forecast: Forecast;
  readonly storage: Storage;
  readonly witness: Witness;
  readonly fleet: Fleet;
  /** The ids of all users there are, those who join later included. */
  readonly users: readonly string[];
  readonly verdicts: Verdicts;
  readonly shards: ShardWatch;
  readonly broadcasts: BroadcastWatch;
  readonly sends: SendWatch;
  readonly told: ToldWatch;
  readonly audited: AuditWatch;
  readonly guarded: GuardWatch;
  readonly timeline: Timeline;
}

export const userId = (i: number): string => `00000000-0000-4000-8000-${String(i).padStart(12, '0')}`;
