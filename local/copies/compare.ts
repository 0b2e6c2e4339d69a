/** What the app says of one person. */
export interface Said {
  readonly id: string;
  readonly state: string;
  /** How often it posted to them. */
  readonly attempts: number;
}

/** One thing on which app and ledger do not agree. */
export interface Disagreement {
  /** Whom it is about; absent when it is about the counts. */
  readonly id?: string;
  /** Such as `delivered, but received 2 messages`. */
  readonly what: string;
}

export interface Comparison {
  /** Everybody who was to be a recipient, by Entra object id. */
  readonly everyone: readonly string[];
  /** All deliveries of the broadcast, as the app lists them. */
  readonly said: readonly Said[];
  /** The broadcast's counts by state. */
  readonly counts: Readonly<Record<string, number>>;
  /** How many messages each person received, from the ledger; who received none may be missing. */
  readonly received: ReadonlyMap<string, number>;
  readonly onUncertain: 'hold' | 'retry';
}

/** How many messages a person may have received, from and to. */
type Bounds = readonly [least: number, most: number];

/**
 * Compares what the app says with what people received, person by person. Delivered means exactly one message; failed,
 * skipped and canceled none; uncertain none or one. Under `retry`, which asks for a second try after an unknown outcome,
 * delivered means at least one, and no state means more than there were attempts.
 * @returns what does not agree; nothing when all is well
 */
export function compare({ everyone, said, counts, received, onUncertain }: Comparison): readonly Disagreement[] {
  const found: Disagreement[] = [];
  const missing = new Set(everyone);
  const seen = new Map<string, number>();
  const byState = new Map<string, number>();
  for (const one of said) {
    const { id, state } = one;
    seen.set(id, (seen.get(id) ?? 0) + 1);
    byState.set(state, (byState.get(state) ?? 0) + 1);
    if (seen.get(id) === 2) found.push({ id, what: 'listed more than once' });
    if (!missing.delete(id) && seen.get(id) === 1) found.push({ id, what: 'listed, but not in the audience' });
    const wrong = judge(one, received.get(id) ?? 0, onUncertain);
    if (wrong) found.push({ id, what: wrong });
  }
  for (const id of missing) {
    found.push({ id, what: `in the audience, but not listed; received ${messages(received.get(id) ?? 0)}` });
  }
  const known = new Set(everyone);
  for (const [id, n] of received) {
    if (n > 0 && !known.has(id) && !seen.has(id))
      found.push({ id, what: `not in the audience, but received ${messages(n)}` });
  }
  return [...found, ...compareCounts(counts, byState)];
}

function judge({ state, attempts }: Said, received: number, onUncertain: 'hold' | 'retry'): string | undefined {
  const bounds = boundsOf(state, onUncertain === 'retry' ? Math.max(1, attempts) : 1);
  if (!bounds) return `${state}, which is no end`;
  const [least, most] = bounds;
  return received >= least && received <= most ? undefined : `${state}, but received ${messages(received)}`;
}

/** @param most the most messages that a person may get who may get any */
function boundsOf(state: string, most: number): Bounds | undefined {
  switch (state) {
    case 'delivered':
      return [1, most];
    case 'uncertain':
      return [0, most];
    case 'failed':
    case 'skipped':
    case 'canceled':
      return [0, 0];
    default:
      return undefined;
  }
}

/** The broadcast's own counts must be those of its list. */
function compareCounts(counts: Readonly<Record<string, number>>, listed: ReadonlyMap<string, number>): Disagreement[] {
  const total = [...listed.values()].reduce((sum, n) => sum + n, 0);
  const states = new Set([...Object.keys(counts), ...listed.keys()]);
  return [...states].flatMap((state) => {
    const inList = state === 'audience' ? total : (listed.get(state) ?? 0);
    const counted = counts[state] ?? 0;
    return counted === inList ? [] : [{ what: `the broadcast counts ${counted} ${state}, its list has ${inList}` }];
  });
}

function messages(n: number): string {
  return n === 1 ? '1 message' : `${n === 0 ? 'no' : n} messages`;
}
