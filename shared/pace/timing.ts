/**
 * Every duration of the sending protocol, in milliseconds, in one record. Their order relations keep the promises, so
 * they are checked once at start; tests may pass shorter ones that keep the order.
 */
export interface Timing {
  /** A reservation may begin at most this far ahead, and holds at most this much of the rate. */
  readonly reserveAhead: number;
  /** A reservation begins at least this far ahead: until then it is written, and the wave it is for is claimed. */
  readonly reserveLead: number;
  /** Bulk reserves nothing for this long after a reservation of urgent work: it lapses by itself. */
  readonly urgentLife: number;
  /** A token dies this long (monotonic) after its reservation was sent. */
  readonly tokenLife: number;
  /** Nothing is posted later than this (monotonic) after its claim began. */
  readonly claimLife: number;
  /** A call to Teams is given up after this; the adapter enforces it. */
  readonly callTimeout: number;
  /** Answers that take longer than this after the last message of their shard are stragglers: the others are recorded. */
  readonly patience: number;
  /** A wave that nobody wrote for this long (service clock) belongs to the dead. */
  readonly waveLife: number;
  /** A chain nobody wrote to for this long is revived. */
  readonly chainSilence: number;
  /** The wait between two revivals of one chain doubles up to this. */
  readonly revivalMax: number;
  /** A longer wait than this is not waited inside a function: the job goes back to the queue. */
  readonly waitInside: number;
  /** Tokens are handed out so long before their slot, or longer where storage is slow: the claim is written by then. */
  readonly handOver: number;
  /** A job goes on to the next shard of its chain without the queue for this long, then makes room for others. */
  readonly follow: number;
  /** A job that has sent one shard for this long goes back to the queue: the host ends a function at ten minutes. */
  readonly shardTime: number;
  /** A gate that was lost is made anew with its first slot this far ahead: whoever held tokens of the old one is done. */
  readonly gateRebuild: number;
  /** How old a `recount` mark must be before the counts of an ended broadcast are taken again. */
  readonly recountAfter: number;
  /** How long a write with a `recount` mark may be tried before the mark must be set again (monotonic). */
  readonly recountTry: number;
  /** The first pause after an outage of Teams; it doubles up to `outagePauseMax`. */
  readonly outagePause: number;
  readonly outagePauseMax: number;
  /** The pause after a 429 that names none, doubled by each episode of a storm up to `stormPauseMax`. */
  readonly throttlePause: number;
  /** Short enough that everybody is back within a minute after a storm. */
  readonly stormPauseMax: number;
  /** The longest pause that Teams can ask for. */
  readonly throttlePauseMax: number;
  /** How long a write whose answer was lost is sent again before storage counts as unavailable. */
  readonly storagePatience: number;
}

/** The durations in force. Where protocol.md's rules name a number, it is that number. */
export const timing: Timing = {
  reserveAhead: 1_000,
  reserveLead: 60,
  urgentLife: 2_000,
  tokenLife: 3_000,
  claimLife: 3_000,
  callTimeout: 15_000,
  patience: 2_000,
  waveLife: 30_000,
  chainSilence: 30_000,
  revivalMax: 60_000,
  waitInside: 10_000,
  handOver: 200,
  follow: 150_000,
  shardTime: 240_000,
  gateRebuild: 3_000,
  recountAfter: 60_000,
  recountTry: 30_000,
  outagePause: 10_000,
  outagePauseMax: 300_000,
  throttlePause: 1_000,
  stormPauseMax: 15_000,
  throttlePauseMax: 300_000,
  storagePatience: 20_000,
};

/**
 * Checks the order relations between the durations.
 * @throws {RangeError} naming each relation that does not hold
 */
export function checkTiming(t: Timing): Timing {
  const relations: [string, boolean][] = [
    ['tokenLife covers a reservation that begins as late as it may', t.tokenLife >= 2 * t.reserveAhead],
    ['a reservation may begin when it is made', t.reserveLead <= t.reserveAhead],
    ['urgent work asks again before bulk does', t.urgentLife >= 2 * t.reserveAhead],
    ['a wave is over before anybody takes it for dead', t.claimLife + t.callTimeout < t.waveLife],
    ['a straggler is one before it is given up', t.patience < t.callTimeout],
    ['a chain is not revived while its wave may be alive', t.chainSilence >= t.waveLife],
    ['the wait between revivals does not shrink', t.revivalMax >= t.chainSilence],
    ['a rebuilt gate outlives every token of the lost one', t.gateRebuild >= t.tokenLife],
    ['a recount waits until the last write it announces was begun', t.recountAfter >= 2 * t.recountTry],
    ['slots are handed over before they are missed', t.handOver < t.reserveAhead],
    ['a job is back on the queue well before its function is ended', 1.5 * t.follow + t.shardTime <= 480_000],
    ['an outage pause grows', t.outagePauseMax >= t.outagePause],
    ['a storm pause grows', t.throttlePauseMax >= t.stormPauseMax && t.stormPauseMax >= t.throttlePause],
  ];
  const broken = relations.filter(([, holds]) => !holds).map(([what]) => what);
  if (broken.length > 0) throw new RangeError(`Timing is out of order: ${broken.join('; ')}`);
  return t;
}
