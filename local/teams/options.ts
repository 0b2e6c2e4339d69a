import { Changes } from './changes.ts';
import type { InboundActivity } from './events/activity.ts';
import type { FaultRule } from './faults/fault-rule.ts';
import { Faults } from './faults/faults.ts';
import { compileFilter } from './filter.ts';
import { Gates } from './gates.ts';
import type { Latency } from './latency.ts';
import { Ledger } from './ledger.ts';
import { type LimitSettings, Limits } from './limits/limits.ts';
import { createOrg, type Org, type OrgPlan } from './org/org.ts';
import { Places } from './places.ts';
import { Presence, type UserStatus } from './presence.ts';
import type { UserRef } from './request.ts';
import { RequestLog } from './request-log.ts';
import type { World } from './world.ts';

export interface SimulatedTeamsOptions {
  /** The organisation, or what to build it from. */
  readonly org: Org | OrgPlan;
  /** Seed of latencies and of faults with a probability. Default 1. */
  readonly seed?: number;
  /** Default `127.0.0.1`. */
  readonly host?: string;
  /** Default 0: a free one. */
  readonly port?: number;
  /** Where the bot listens: the URL of its `/api/messages`. May be given later, or with each event. */
  readonly endpoint?: string;
  /** The header Authorization of each activity, as the Bot Framework signs them. Default: none, as for local mode. */
  readonly sign?: (activity: InboundActivity) => Promise<string>;
  /** Whether a header Authorization has the bot's token; else a request is answered 401. Default: nobody is asked for one. */
  readonly admits?: (authorization: string | undefined) => Promise<boolean>;
  /** Default: Teams' own, 50 requests in any sliding second. */
  readonly limits?: LimitSettings | 'off';
  /** Default 0. */
  readonly latency?: Latency;
  /** Rules by which things go wrong, from the start. */
  readonly faults?: readonly FaultRule[];
  /** How users stand to the bot at first. Default `absent`: the app is still to be installed. */
  readonly users?: UserStatus;
  /** The region in the serviceUrl. Default `amer`. */
  readonly region?: string;
  /** How many lines the request log keeps. Default 10,000. */
  readonly logSize?: number;
  /** The largest activity, in UTF-16 bytes of its JSON. Default 102,400. */
  readonly maxActivityBytes?: number;
}

/**
 * The world that the options describe, before anything happened in it.
 * @param resolve finds the index of a user by any id
 */
export function createWorld(options: SimulatedTeamsOptions, resolve: (user: UserRef) => number): World {
  const org = 'ids' in options.org ? options.org : createOrg(options.org);
  const seed = options.seed ?? 1;
  return {
    org,
    seed,
    places: new Places(org),
    presence: new Presence(org, options.region ?? 'amer', options.users ?? 'absent'),
    ledger: new Ledger(),
    log: new RequestLog(options.logSize ?? 10_000),
    faults: new Faults(seed, (filter) => compileFilter(filter, resolve)),
    gates: new Gates(),
    changes: new Changes(),
    limits: new Limits(options.limits),
    latency: options.latency ?? 0,
    sign: options.sign,
    admits: options.admits,
    maxActivityBytes: options.maxActivityBytes ?? 102_400,
  };
}
