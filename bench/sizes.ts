/** How large the benchmarks are. */
export interface Sizes {
  /** Recipients of the broadcasts whose storage operations are counted; the first and the last give the figures. */
  readonly broadcasts: readonly number[];
  /** Recipients of the broadcasts some of whose posts hang. */
  readonly hanging: number;
  /** Recipients of the broadcast under a limit that is lower than configured. */
  readonly limited: number;
  /** Messages each sender sends in a round, requests in flight, and how many rounds count. */
  readonly messages: number;
  readonly concurrency: number;
  readonly rounds: number;
  /** Users that are planned. */
  readonly users: number;
  /** Deliveries that are exported, in turn. */
  readonly exported: readonly number[];
  /** Fresh processes that load the sender. */
  readonly processes: number;
  /** How long installs come in, s. */
  readonly stormSeconds: number;
  /** People on record that are counted. */
  readonly counted: number;
  /** How long an app that has nothing to do is watched, s. */
  readonly idleSeconds: number;
  /** Virtual minutes that a pace is held for. */
  readonly paceMinutes: number;
}

/** What the figures are named for: about half an hour. */
export const full: Sizes = {
  broadcasts: [1_000, 5_000, 20_000],
  hanging: 20_000,
  limited: 9_000,
  messages: 10_000,
  concurrency: 200,
  rounds: 7,
  users: 200_000,
  exported: [100_000, 1_000_000],
  processes: 10,
  stormSeconds: 300,
  counted: 100_000,
  idleSeconds: 300,
  paceMinutes: 30,
};

/** Whether everything runs; its figures say nothing. About a minute. */
export const quick: Sizes = {
  broadcasts: [100, 250],
  hanging: 500,
  limited: 200,
  messages: 500,
  concurrency: 50,
  rounds: 1,
  users: 2_000,
  exported: [20_000],
  processes: 2,
  stormSeconds: 8,
  counted: 3_000,
  idleSeconds: 60,
  paceMinutes: 4,
};
