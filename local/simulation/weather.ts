/**
 * How bad the world is: probabilities (0 to 1) of what can go wrong with one request, and rates of what goes wrong with
 * a machine.
 */
export interface Weather {
  readonly storage: {
    /** Applied, and the answer lost. */
    readonly lostAnswer: number;
    /** Lost on the way there. */
    readonly lostRequest: number;
    /** Given up by the caller after 5 s, and applied some seconds later all the same. */
    readonly late: number;
    /** A read or queue request that is not answered. */
    readonly silent: number;
    /** Somebody touches the row just before: its ETag is another. */
    readonly touched: number;
    /** Applied, and answered as a conflict with itself: somebody on the way sent it twice. */
    readonly echoed: number;
    /** Some requests take up to this, there and back, ms; 0: they take what they usually do. */
    readonly crawls: number;
  };
  readonly queue: {
    readonly lost: number;
    readonly twice: number;
    /** Comes later than it should: so messages change their order. */
    readonly late: number;
    /** A taken message shows again although its function still runs. */
    readonly lapses: number;
  };
  readonly teams: {
    /** Accepted, and the answer lost (reset, or silence until the time-out). */
    readonly lostAnswer: number;
    readonly hang: number;
    /** Answered, and long after the others of its wave. */
    readonly slow: number;
    readonly throttled: number;
    readonly busy: number;
    readonly broken: number;
    readonly gateway: number;
    readonly notFound: number;
    /** 401: the whole broadcast pauses, and its author resumes it. */
    readonly unauthorized: number;
  };
  readonly machine: {
    /** A crash at any one request, before or after its effect. */
    readonly crash: number;
    readonly freeze: number;
    /** Asked to stop, at any one request. */
    readonly stop: number;
  };
}

export const fair: Weather = {
  storage: { lostAnswer: 0, lostRequest: 0, late: 0, silent: 0, touched: 0, echoed: 0, crawls: 0 },
  queue: { lost: 0, twice: 0, late: 0, lapses: 0 },
  teams: {
    lostAnswer: 0,
    hang: 0,
    slow: 0,
    throttled: 0,
    busy: 0,
    broken: 0,
    gateway: 0,
    notFound: 0,
    unauthorized: 0,
  },
  machine: { crash: 0, freeze: 0, stop: 0 },
};

/** Everything goes wrong at times; how often differs from seed to seed. */
export function foul(chance: () => number): Weather {
  const some = (most: number) => (chance() < 0.5 ? 0 : chance() ** 2 * most);
  // Where storage keeps its word, stricter checks hold: so it does in a good part of all runs.
  const fairStorage = chance() < 0.4;
  return {
    storage: fairStorage
      ? fair.storage
      : {
          lostAnswer: some(0.15),
          lostRequest: some(0.1),
          late: some(0.05),
          silent: some(0.1),
          touched: some(0.1),
          echoed: some(0.05),
          crawls: 0,
        },
    queue: { lost: some(0.3), twice: some(0.3), late: some(0.3), lapses: some(0.3) },
    teams: {
      lostAnswer: some(0.1),
      hang: some(0.05),
      slow: some(0.1),
      throttled: some(0.2),
      busy: some(0.1),
      broken: some(0.05),
      gateway: some(0.1),
      notFound: some(0.1),
      unauthorized: chance() < 0.2 ? 0.01 : 0,
    },
    machine: { crash: some(0.03), freeze: some(0.01), stop: some(0.005) },
  };
}
