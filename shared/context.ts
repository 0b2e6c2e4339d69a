import type { Clock } from './clock.ts';
import type { Log } from './log/log.ts';
import type { Pace } from './pace/pace.ts';
import type { Timing } from './pace/timing.ts';
import type { AppendOnlyTable } from './storage/append-only.ts';
import type { Queue } from './storage/queue.ts';
import type { Table } from './storage/table.ts';
import type { Teams } from './teams/teams.ts';
import type { Webhooks } from './webhook/webhooks.ts';

/** What is usual in 24 hours for one tenant; 0: no limit. */
export interface DailyGuard {
  readonly broadcasts: number;
  readonly recipients: number;
}

/** The queues: jobs of shards, those of urgent broadcasts, jobs of broadcasts as a whole, and the door for programs. */
export type QueueName = 'deliver' | 'urgent' | 'plan' | 'broadcasts';

/** The outside world as the core sees it. Whoever calls the core decides what is behind it. */
export interface Context {
  readonly clock: Clock;
  /** The storage service's time, ms since 1970: the one time all instances share. */
  now(): number;
  /** 0 (inclusive) to 1 (exclusive). */
  random(): number;
  readonly tables: {
    readonly conversations: Table;
    readonly broadcasts: Table;
    readonly deliveries: Table;
    readonly gates: Table;
  };
  /** Who did what. */
  readonly audit: AppendOnlyTable;
  readonly queues: Readonly<Record<QueueName, Queue>>;
  /** Where the Functions host puts what a queue's function has failed on too often. */
  readonly poison: Readonly<Record<QueueName, Queue>>;
  readonly teams: Teams;
  /** The pace of a tenant in this process: one object for all its jobs. */
  pace(tenant: string): Pace;
  readonly timing: Timing;
  /** Recipients a shard holds at most. */
  readonly shardSize: number;
  /** Where Teams is for a tenant nobody has heard from yet; absent in local mode, where the internet is not asked. */
  readonly defaultServiceUrl?: string;
  /** Requests a second a tenant may be sent, at most. */
  readonly rate: number;
  /** How much a tenant may begin to send in a day without a confirmation; absent: any amount. */
  readonly guard?: DailyGuard;
  /** The time zone of those whose own is not known; absent: UTC. */
  readonly timeZone?: string;
  /** What a failure has paused for so long is given up, ms; absent: never. */
  readonly stopAfter?: number;
  /** What has been over for so long is deleted, ms; absent: nothing ever is. */
  readonly retention?: number;
  /** Two pairs of eyes: what somebody has written goes out when somebody else has released it. Absent: it goes out at once. */
  readonly secondPerson?: boolean;
  /** Who is told of ends; absent: nobody can be. */
  readonly webhooks?: Webhooks;
  readonly log: Log;
  /** Aborted when this process is asked to stop: nothing new is claimed, nothing more is posted. */
  readonly stopping: AbortSignal;
}

/** A fresh id for a write (`wid`), or any other that only needs to be unlike all others. */
export function freshId(context: Pick<Context, 'random'>): string {
  return Array.from({ length: 4 }, () =>
    Math.floor(context.random() * 2 ** 32)
      .toString(36)
      .padStart(7, '0'),
  ).join('');
}
