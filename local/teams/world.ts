import type { Changes } from './changes.ts';
import type { InboundActivity } from './events/activity.ts';
import type { Faults } from './faults/faults.ts';
import type { Gates } from './gates.ts';
import type { Latency } from './latency.ts';
import type { Ledger } from './ledger.ts';
import type { Limits } from './limits/limits.ts';
import type { Org } from './org/org.ts';
import type { Places } from './places.ts';
import type { Presence } from './presence.ts';
import type { RequestLog } from './request-log.ts';

/** All of one simulated Teams that requests read and change. */
export interface World {
  readonly org: Org;
  readonly seed: number;
  readonly places: Places;
  readonly presence: Presence;
  readonly ledger: Ledger;
  readonly log: RequestLog;
  /** The header Authorization of an activity; undefined: they have none. */
  readonly sign: ((activity: InboundActivity) => Promise<string>) | undefined;
  /** Whether a header Authorization has the bot's token; undefined: nobody is asked for one. */
  readonly admits: ((authorization: string | undefined) => Promise<boolean>) | undefined;
  readonly faults: Faults;
  readonly gates: Gates;
  readonly changes: Changes;
  /** Replaced as a whole when somebody changes the limits. */
  limits: Limits;
  latency: Latency;
  /** The largest activity, in UTF-16 bytes; Teams documents 100 KB. */
  readonly maxActivityBytes: number;
}
