import { AWAKE_EVERY } from '../../shared/lifecycle/awake.ts';
import type { CountedBroadcast, CountedIdle, CountedPlan, Operations } from './counted.ts';
import { type AlertEvery, free, INSTANCE_GB, paidSeconds, prices } from './prices.ts';

/** One line of a bill. */
export interface Line {
  readonly what: string;
  /** How many, and of what. */
  readonly amount: string;
  /** At the list price. */
  readonly dollars: number;
  /** What of it is left where nothing else uses what the subscription has for nothing. */
  readonly withGrant: number;
}

/** What an instance of 512 MB has of a core. */
const CORE = 0.25;
const MILLION = 1_000_000;
/** The default of CARILLON_RATE, a second. */
const RATE = 45;
/** Recipients of a shard; each shard is a line of the log at its end. */
const SHARD = 200;
/** A line, or an invocation, as a row of the log: about so many bytes. */
const LOG_ROW = 1_000;
const GB = 1e9;
/** Of 30 days, ms: the month of docs/performance.md. */
const MONTH = 30 * 86_400_000;

/** A month with nothing to do. */
export function idleMonth(counted: CountedIdle): readonly Line[] {
  const runs = counted.runs.map(({ name, times, seconds }) => ({
    what: `the timer \`${name}\`, ${count(times)} times, paid as ${paidSeconds(seconds).toFixed(1)} s each`,
    seconds: times * paidSeconds(seconds),
  }));
  const executions = counted.runs.reduce((sum, { times }) => sum + times, 0);
  return [...compute(runs, executions), ...operations(counted, counted.queue)];
}

/** A million people, sent to by one instance at the default rate. */
export function million(counted: CountedBroadcast, planned: CountedPlan): readonly Line[] {
  const scale = MILLION / counted.recipients;
  const pages = Math.ceil((MILLION / planned.users) * planned.pages);
  const page = paidSeconds(planned.cpuSeconds / CORE);
  const runs = [
    { what: `one sender, at ${RATE} a second`, seconds: MILLION / RATE },
    { what: `planning, ${count(pages)} pages of ${page.toFixed(1)} s`, seconds: pages * page },
  ];
  const { table, queue, otherQueues, executions } = counted;
  const scaled = { table: table * scale, queue: (queue - otherQueues) * scale };
  return [...compute(runs, executions * scale), ...operations(scaled, scaled.queue)];
}

/**
 * What it costs to be told, a month: alerts, and the log of a month with nothing to do and of one broadcast to a million.
 * @param every how often each alert asks
 */
export function monitoring(
  every: readonly AlertEvery[],
  idle: CountedIdle,
  { recipients, executions }: CountedBroadcast,
): readonly Line[] {
  const dollars = every.reduce((sum, one) => sum + prices.alert[one], 0);
  const runs = idle.runs.reduce((sum, { times }) => sum + times, 0);
  const awake = MONTH / AWAKE_EVERY;
  return [
    { what: 'alerts, if somebody is to be told', amount: count(every.length), dollars, withGrant: dollars },
    log('the log of a month with nothing to do: each run of the timer, and that it wakes', runs + awake),
    log('the log of a broadcast to a million', MILLION / SHARD + (executions / recipients) * MILLION),
  ];
}

/** What all lines come to. */
export function total(lines: readonly Line[]): Pick<Line, 'dollars' | 'withGrant'> {
  const of = (key: 'dollars' | 'withGrant') => lines.reduce((sum, line) => sum + line[key], 0);
  return { dollars: of('dollars'), withGrant: of('withGrant') };
}

function compute(runs: readonly { what: string; seconds: number }[], executions: number): Line[] {
  const all = runs.reduce((sum, { seconds }) => sum + seconds * INSTANCE_GB, 0);
  const paid = Math.max(0, all - free.gbSeconds) / all;
  const dollars = (executions / MILLION) * prices.millionExecutions;
  return [
    ...runs.map(({ what, seconds }) => {
      const gbSeconds = seconds * INSTANCE_GB;
      const line = gbSeconds * prices.gbSecond;
      return { what, amount: `${count(gbSeconds)} GB-s`, dollars: line, withGrant: line * paid };
    }),
    {
      what: 'executions of functions',
      amount: count(executions),
      dollars,
      withGrant: (dollars * Math.max(0, executions - free.executions)) / executions,
    },
  ];
}

function operations({ table }: Operations, queue: number): Line[] {
  return [
    storage('operations on tables', table, prices.tableOperations),
    storage('operations on queues', queue, prices.queueOperations),
  ];
}

function storage(what: string, times: number, price: number): Line {
  const dollars = (times / 10_000) * price;
  return { what, amount: count(times), dollars, withGrant: dollars };
}

/** What comes in is free up to some GB a month, which nothing here comes near. */
function log(what: string, rows: number): Line {
  const gb = (rows * LOG_ROW) / GB;
  const over = Math.max(0, gb - free.logGb);
  return { what, amount: `${gb.toFixed(3)} GB`, dollars: gb * prices.logGb, withGrant: over * prices.logGb };
}

/** `86,400` */
export function count(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}
