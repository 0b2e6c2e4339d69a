import { hasShape, isCount } from '../storage/columns.ts';
import type { Row } from '../storage/table.ts';
import { type Delivery, type DeliveryState, deliveryStates } from './delivery.ts';
import { columnsOf } from './shard-keys.ts';
import { progressColumns } from './shard-progress.ts';

/** How many stand in a state for a reason: by state, then by code. Those without a reason are left out. */
export type CodeCounts = Readonly<Partial<Record<DeliveryState, Readonly<Record<string, number>>>>>;

export function countCodes(deliveries: readonly Delivery[]): CodeCounts {
  const counts: Partial<Record<DeliveryState, Record<string, number>>> = {};
  for (const { state, code } of deliveries) {
    if (code === undefined) continue;
    const ofState: Record<string, number> = counts[state] ?? Object.create(null);
    ofState[code] = (ofState[code] ?? 0) + 1;
    counts[state] = ofState;
  }
  return counts;
}

/** The columns that tell why a shard's recipients stand as they do. */
export const reasonColumns = [...progressColumns, 'codes'] as const;

/**
 * Reads the reasons of a shard, by state and code.
 * @returns nothing for a row of a release that did not write them: then its deliveries tell
 * @throws {DamagedRow} also when there are more of a state with a reason than there are of the state
 */
export function decodeCodes(row: Row, broadcast: string): CodeCounts | undefined {
  const c = columnsOf(row, broadcast);
  if (!c.has('codes')) return undefined;
  const codes = c.json('codes', (value) => (areCodes(value) ? value : undefined));
  for (const [state, ofState] of Object.entries(codes)) {
    const sum = Object.values(ofState).reduce((total, n) => total + n, 0);
    if (sum > c.count(state)) c.damaged('codes');
  }
  return codes;
}

const isTally = (value: unknown): boolean => hasShape<object>(value, {}) && Object.values(value).every(isCount);
const areCodes = (value: unknown): value is CodeCounts =>
  hasShape<object>(value, {}) &&
  Object.entries(value).every(([state, tally]) => deliveryStates.some((s) => s === state) && isTally(tally));
