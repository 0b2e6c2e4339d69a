import { type Context, freshId } from '../context.ts';
import { logDamage } from '../log/log-damage.ts';
import { isBroadcastId } from '../records/broadcast-id.ts';
import { broadcastRow, idOfActiveRow } from '../records/broadcast-keys.ts';
import { decodeBroadcast } from '../records/broadcast-row.ts';
import { mayNotSend } from '../records/broadcast-standing.ts';
import { readSendingSwitch } from '../records/sending-switch.ts';
import { readPatiently, WID } from '../storage/commit.ts';
import { unlessDamaged } from '../storage/damaged-row.ts';
import { rowsPatiently } from '../storage/rows.ts';
import { type Change, type Row, StorageUnavailable } from '../storage/table.ts';
import { type Block, EVERYBODY } from './blocked.ts';
import { type Gate, newGate, type PaceLimits, withBlock, withEdit } from './gate.ts';
import { decodeGate, encodeGate, GATE_ROW } from './gate-row.ts';

/** A gate as it was read or written last. */
export interface HeldGate {
  readonly gate: Gate;
  readonly etag: string;
}

/** The policy of the pace, from settings and timing. */
export function paceLimits({ rate, timing }: Pick<Context, 'rate' | 'timing'>): PaceLimits {
  return { ceiling: rate, ...timing };
}

/**
 * Reads the gate of a tenant, or makes it anew when it is gone or damaged: with what may not send taken from the
 * broadcasts, and no grant before every token of the lost gate has died.
 *
 * A place is taken first, and filled under its ETag: so the rows are read when whoever decides about a broadcast can
 * only write to this gate, and what was read before another write to it is void.
 * @throws {StorageUnavailable}
 */
export async function readGate(context: Context, tenant: string): Promise<HeldGate> {
  const end = context.clock.monotonic() + context.timing.storagePatience;
  for (let wait = 50; ; wait = Math.min(wait * 2, 2_000)) {
    const row = await readPatiently(context, context.tables.gates, tenant, GATE_ROW);
    const read = row && gateIn(context, tenant, row);
    if (row && read) return { gate: read, etag: row.etag };
    const place = row?.values[EMPTY] === true ? row.etag : await takePlace(context, tenant, row?.etag);
    const made = place && (await fillGate(context, tenant, place));
    if (made) return made;
    if (context.clock.monotonic() > end) throw new StorageUnavailable('The gate could not be made.');
    await context.clock.sleep(wait * (0.5 + context.random()));
  }
}

/** A gate is to be here: nothing is granted at it, and nobody is known to be stopped. */
const EMPTY = 'empty';

function gateIn(context: Context, tenant: string, { values }: Row): Gate | undefined {
  if (values[EMPTY] === true) return undefined;
  return unlessDamaged(() => decodeGate(values, tenant), logDamage(context));
}

/**
 * @param etag of what is there and can't be read; absent: nothing is
 * @returns the ETag of the place; nothing when somebody else may have taken it
 */
async function takePlace(
  { tables, random }: Context,
  tenant: string,
  etag: string | undefined,
): Promise<string | undefined> {
  const values = { v: 1, [EMPTY]: true, [WID]: freshId({ random }) };
  const change: Change = etag
    ? { do: 'replace', key: GATE_ROW, values, etag }
    : { do: 'insert', key: GATE_ROW, values };
  const answer = await tables.gates.write(tenant, [change]);
  return answer.outcome === 'applied' ? answer.etags[0] : undefined;
}

async function fillGate(context: Context, tenant: string, etag: string): Promise<HeldGate | undefined> {
  const now = context.now();
  const { blocked, edits } = await standingsByRows(context, tenant);
  const gate = newGate(context.rate, now, now + context.timing.gateRebuild, blocked, edits);
  const written = await writeGate(context, tenant, gate, etag);
  return typeof written === 'object' ? written : undefined;
}

/** The gate of a tenant, if there is one that can be read: for who only wants to know. @throws {StorageUnavailable} */
export async function peekGate(context: Context, tenant: string): Promise<Gate | undefined> {
  const row = await readPatiently(context, context.tables.gates, tenant, GATE_ROW);
  return row && gateIn(context, tenant, row);
}

/**
 * Writes the gate, once. Only an answer counts: what was not answered may have been applied, but nobody may rely on it.
 * @returns the gate as it stands now, or why it is not known to
 */
export async function writeGate(
  context: Context,
  tenant: string,
  gate: Gate,
  etag: string,
): Promise<HeldGate | 'refused' | 'unanswered'> {
  const values = { ...encodeGate(gate), [WID]: freshId(context) };
  const answer = await context.tables.gates.write(tenant, [{ do: 'replace', key: GATE_ROW, values, etag }]);
  return answer.outcome === 'applied' ? { gate, etag: answer.etags[0]! } : answer.outcome;
}

/**
 * Changes the gate under its ETag, again from a fresh reading until it is answered.
 * @param change the new gate, or nothing when there is nothing to change
 * @throws {StorageUnavailable} when no attempt was answered for as long as storage is given
 */
export async function changeGate(
  context: Context,
  tenant: string,
  change: (gate: Gate) => Gate | undefined | Promise<Gate | undefined>,
): Promise<HeldGate> {
  const began = context.clock.monotonic();
  for (let wait = 20; ; wait = Math.min(wait * 2, 1_000)) {
    const held = await readGate(context, tenant);
    const next = await change(held.gate);
    if (!next) return held;
    const written = await writeGate(context, tenant, next, held.etag);
    if (typeof written === 'object') return written;
    if (context.clock.monotonic() - began > context.timing.storagePatience) {
      throw new StorageUnavailable('The gate could not be written.');
    }
    await context.clock.sleep(wait * (0.5 + context.random()));
  }
}

/**
 * Brings what the gate says of a broadcast in line with the broadcast's row. But for {@link settleSwitch} the only way
 * `blocked` and `edits` are changed. The gate is written even if nothing changes: every later reservation then rests on a
 * gate that was read after this.
 */
export async function settleGate(context: Context, tenant: string, broadcast: string): Promise<void> {
  await changeGate(context, tenant, async (gate) => {
    const { block, edit } = await standingByRow(context, tenant, broadcast);
    return withEdit(withBlock(gate, broadcast, block), broadcast, edit);
  });
}

/**
 * Brings the gate in line with the tenant's switch: as {@link settleGate}, for everybody.
 * @returns whether the gate was closed before for everybody
 */
export async function settleSwitch(context: Context, tenant: string): Promise<boolean> {
  let wasClosed = false;
  await changeGate(context, tenant, async (gate) => {
    wasClosed = gate.blocked[EVERYBODY] !== undefined;
    return withBlock(gate, EVERYBODY, await blockBySwitch(context, tenant));
  });
  return wasClosed;
}

async function blockBySwitch(context: Context, tenant: string): Promise<Block | undefined> {
  const { stopped } = await readSendingSwitch(context, tenant);
  return stopped ? { why: 'stopped', run: Number.MAX_SAFE_INTEGER, since: context.now() } : undefined;
}

/** What the gate is to say of a broadcast; nothing of one that may be sent as it was asked for. */
interface Standing {
  readonly block?: Block;
  /** The newest version of a message that was edited. */
  readonly edit?: number;
}

async function standingByRow(context: Context, tenant: string, id: string): Promise<Standing> {
  const row = await readPatiently(context, context.tables.broadcasts, tenant, broadcastRow(id));
  if (!row) return {};
  const since = context.now();
  const broadcast = unlessDamaged(() => decodeBroadcast(row, tenant), logDamage(context));
  // It may have been canceled. Nothing of it is sent, in whatever run, until its row can be read (watch.ts looks again).
  if (!broadcast) return { block: { why: 'stopped', run: Number.MAX_SAFE_INTEGER, since } };
  if (broadcast.endedAt !== undefined) return {};
  const { run, version } = broadcast;
  const why = mayNotSend(broadcast);
  return { ...(why && { block: { why, run, since } }), ...(version !== undefined && { edit: version }) };
}

async function standingsByRows(context: Context, tenant: string): Promise<Pick<Gate, 'blocked' | 'edits'>> {
  const blocked: Record<string, Block> = {};
  const edits: Record<string, number> = {};
  for (const id of await activeBroadcasts(context, tenant)) {
    const { block, edit } = await standingByRow(context, tenant, id);
    if (block) blocked[id] = block;
    if (edit !== undefined) edits[id] = edit;
  }
  const all = await blockBySwitch(context, tenant);
  if (all) blocked[EVERYBODY] = all;
  return { blocked, edits };
}

/** The ids of a tenant's broadcasts that have work: the urgent ones first, of each lane the oldest. */
export async function activeBroadcasts(context: Context, tenant: string): Promise<readonly string[]> {
  return broadcastsIn(await activeRows(context, tenant));
}

/** The ids of the broadcasts among the rows of {@link activeRows}. */
export const broadcastsIn = (rows: readonly Row[]): readonly string[] =>
  rows.map(({ key }) => idOfActiveRow(key)).filter(isBroadcastId);

/** The rows that say that there is work: of broadcasts, and of ends that are still to be told. */
export async function activeRows(context: Context, tenant: string): Promise<readonly Row[]> {
  const range = { from: 'a', before: 'b', columns: ['v', 'at'] };
  const rows: Row[] = [];
  for await (const row of rowsPatiently(context, context.tables.broadcasts, tenant, range)) rows.push(row);
  return rows;
}
