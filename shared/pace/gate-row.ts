import { Columns, hasShape, isCount, isInstant } from '../storage/columns.ts';
import type { Values } from '../storage/table.ts';
import type { Block, Blocked } from './blocked.ts';
import { SUREST } from './estimate.ts';
import type { Gate } from './gate.ts';
import { arePaced } from './lanes.ts';

export function encodeGate(gate: Gate): Values {
  const { blocked, edits, paced, ...numbers } = gate;
  const edited = Object.keys(edits).length > 0 && { edits: JSON.stringify(edits) };
  return { v: 1, ...numbers, blocked: JSON.stringify(blocked), paced: JSON.stringify(paced), ...edited };
}

/** The one row of a tenant's partition in the table of gates. */
export const GATE_ROW = 'gate';

/** Reads a gate's row; one of before the gate learned lacks what it has learned. @throws {DamagedRow} */
export function decodeGate(values: Values, tenant: string): Gate {
  const c = new Columns({ table: 'Gates', partition: tenant, row: GATE_ROW }, values);
  const learned = c.has('limit');
  const rate = c.positive('rate');
  const sure = learned ? c.count('sure') : 0;
  if (sure > SUREST) c.damaged('sure');
  return {
    rate,
    tat: c.instant('tat'),
    at: c.instant('at'),
    pauseUntil: c.instant('pauseUntil'),
    // One of before there were lanes lacks them.
    urgentUntil: c.has('urgentUntil') ? c.instant('urgentUntil') : 0,
    paced: c.has('paced') ? c.json('paced', (value) => (arePaced(value) ? value : undefined)) : {},
    gen: c.count('gen'),
    // Before the gate learned this was never set back: of such a row it says nothing about now.
    storm: learned ? c.count('storm') : 0,
    outages: c.count('outages'),
    limit: learned ? c.positive('limit') : rate,
    refused: learned ? c.positive('refused') : rate,
    sure,
    trips: learned ? c.count('trips') : 0,
    sent: learned ? c.instant('sent') : 0,
    former: learned ? c.positive('former') : rate,
    heard: learned ? c.count('heard') : c.count('gen'),
    blocked: c.json('blocked', (value) => (areBlocks(value) ? value : undefined)),
    edits: c.has('edits') ? c.json('edits', (value) => (areEdits(value) ? value : undefined)) : {},
  };
}

const isBlock = (value: unknown): value is Block =>
  hasShape<Block>(value, {
    why: (why) => why === 'canceled' || why === 'paused' || why === 'stopped',
    run: isCount,
    since: isInstant,
  });
const areEdits = (value: unknown): value is Gate['edits'] =>
  hasShape<object>(value, {}) && Object.values(value).every(isCount);
const areBlocks = (value: unknown): value is Blocked =>
  hasShape<object>(value, {}) && Object.values(value).every(isBlock);
