/** The figures that `npm run bench -- --json` gives, and what they are meant to be. */
export interface Figures {
  readonly storageOpsPerRecipient1000: number;
  readonly storageOpsPerRecipient20000: number;
  readonly cpuMicrosPerDelivery: number;
  readonly throughputVsConnectorClient: number;
  readonly throughputVsNotificationBot: number;
  readonly throughputVsBarePost: number;
  readonly planPeakMemoryMB200000: number;
  readonly exportPeakHeapMB: number;
  readonly senderLoadMs: number;
  readonly rateShare: number;
  readonly rateShareHanging: number;
  readonly rateShareLimited: number;
  readonly installP99Ms: number;
  readonly installOpsPerEvent: number;
  readonly reachSeconds100000: number;
  readonly idleOpsPerMonth: number;
}

/** What a figure says, and its goal where it has one. */
export interface Meaning {
  readonly figure: keyof Figures;
  readonly means: string;
  readonly goal?: { readonly atMost: number } | { readonly atLeast: number };
  /** Digits after the point. */
  readonly digits: number;
}

export const meanings: readonly Meaning[] = [
  { figure: 'storageOpsPerRecipient1000', means: 'storage operations a recipient, 1,000 recipients', digits: 3 },
  {
    figure: 'storageOpsPerRecipient20000',
    means: 'storage operations a recipient, 20,000 recipients',
    goal: { atMost: 0.1 },
    digits: 3,
  },
  { figure: 'rateShare', means: 'share of the configured rate that is used', digits: 3 },
  {
    figure: 'rateShareHanging',
    means: 'the same while one post in 200 is never answered',
    goal: { atLeast: 0.95 },
    digits: 3,
  },
  {
    figure: 'rateShareLimited',
    means: 'share of a limit of 20 a second that nobody told of',
    goal: { atLeast: 0.95 },
    digits: 3,
  },
  { figure: 'cpuMicrosPerDelivery', means: 'CPU µs a delivery, storage included', goal: { atMost: 350 }, digits: 0 },
  {
    figure: 'throughputVsConnectorClient',
    means: 'deliveries a second ÷ those of a ConnectorClient loop',
    goal: { atLeast: 0.6 },
    digits: 2,
  },
  {
    figure: 'throughputVsNotificationBot',
    means: 'deliveries a second ÷ those of TeamsFx’s NotificationBot',
    digits: 2,
  },
  { figure: 'throughputVsBarePost', means: 'deliveries a second ÷ those of a bare HTTP POST loop', digits: 2 },
  {
    figure: 'planPeakMemoryMB200000',
    means: 'MB of memory at most, planning 200,000 users',
    goal: { atMost: 200 },
    digits: 0,
  },
  {
    figure: 'exportPeakHeapMB',
    means: 'MB of heap at most, exporting a million rows over HTTP',
    goal: { atMost: 150 },
    digits: 0,
  },
  { figure: 'senderLoadMs', means: 'ms to load the sender, median', goal: { atMost: 130 }, digits: 0 },
  {
    figure: 'installP99Ms',
    means: 'ms until an install event is answered, 99 of 100, at 56 a second',
    goal: { atMost: 2_000 },
    digits: 0,
  },
  { figure: 'installOpsPerEvent', means: 'storage operations an install event', digits: 2 },
  { figure: 'reachSeconds100000', means: 's to count who of 100,000 can be reached', digits: 1 },
  { figure: 'idleOpsPerMonth', means: 'storage operations a month with nothing to do', digits: 0 },
];

export const figureNames: readonly (keyof Figures)[] = meanings.map(({ figure }) => figure);

/** `met`, `missed`, or nothing where there is no goal. */
export function judge({ goal }: Meaning, value: number): 'met' | 'missed' | '' {
  if (!goal) return '';
  return ('atMost' in goal ? value <= goal.atMost : value >= goal.atLeast) ? 'met' : 'missed';
}
