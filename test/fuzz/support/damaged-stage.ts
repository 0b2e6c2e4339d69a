import assert from 'node:assert/strict';
import fc from 'fast-check';
import { doorTo } from '../../../local/http-routes.ts';
import { openBroadcasts } from '../../../shared/api/broadcasts.ts';
import { enqueue } from '../../../shared/api/door.ts';
import type { Context } from '../../../shared/context.ts';
import { readGate } from '../../../shared/pace/gate-store.ts';
import { DamagedRow } from '../../../shared/storage/damaged-row.ts';
import type { Row } from '../../../shared/storage/table.ts';
import { type Api, openApi } from '../../http/call.ts';
import { type Damage, damaged } from './damage.ts';
import { TENANT, type World } from './world.ts';

/** Whom each broadcast is for. */
export const PEOPLE = 6;

export interface Place {
  readonly table: keyof Context['tables'];
  readonly partition: string;
  readonly key: string;
}

/** Two broadcasts of one tenant, `hurt` and `other`, and two refused jobs. */
export interface Stage {
  readonly world: World;
  readonly api: Api;
  readonly hurt: string;
  readonly other: string;
  readonly errors: unknown[];
}

/** Not quiet just now, and far from its end: but each column is there. */
const times = ({ time }: World) => ({
  expiresAt: time.now + 86_400_000,
  quietHours: { from: '20:00', to: '23:00' },
});

export async function stageOf(world: World): Promise<Stage> {
  const broadcasts = openBroadcasts(world.context, [TENANT]);
  for (const text of ['no', 'neither']) await enqueue(world.context, broadcasts, text, world.time.now, 'invocation');
  await world.settle(readGate(world.context, TENANT));
  const errors: unknown[] = [];
  const api = openApi(() => doorTo(broadcasts));
  return {
    world,
    api,
    errors,
    hurt: await world.create(TENANT, 'hurt', times(world)),
    other: await world.create(TENANT, 'other'),
  };
}

/** Storage takes no number that is none. */
export function storable(values: Row['values']): Row['values'] {
  const isNone = (value: unknown) => typeof value === 'number' && !Number.isFinite(value);
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, isNone(value) ? 'NaN' : value]));
}

/**
 * Damages a row, if it is one that its door then refuses: what still reads as good is for rows.test.ts.
 * @returns what puts the row back as it was
 */
export async function hurtRow(
  { context }: World,
  { table, partition, key }: Place,
  how: Damage,
  decode: (row: Row) => unknown,
) {
  const row = (await context.tables[table].read(partition, key))!;
  const values = storable(damaged(row.values, how));
  fc.pre(isRefused({ ...row, values }, decode));
  await context.tables[table].write(partition, [{ do: 'put', key, values }]);
  return async () => void (await context.tables[table].write(partition, [{ do: 'put', key, values: row.values }]));
}

function isRefused(row: Row, decode: (row: Row) => unknown): boolean {
  try {
    decode(row);
    return false;
  } catch (error) {
    assert.ok(error instanceof DamagedRow);
    return true;
  }
}

const view = async ({ world, api }: Stage, id: string) => (await world.settle(api.call(`broadcasts/${id}`))).body;
const hasEnded = async (stage: Stage, id: string) => typeof (await view(stage, id))['endedAt'] === 'string';
export const countsOf = async (stage: Stage, id: string) => (await view(stage, id))['counts'] as Record<string, number>;
export const ended =
  (stage: Stage, ...ids: string[]) =>
  async () => {
    for (const id of ids) if (!(await hasEnded(stage, id))) return false;
    return true;
  };

export function startWith(stage: Stage): void {
  stage.world.start((error) => {
    if (!(error instanceof DamagedRow)) stage.errors.push(error);
  });
}

/** What holds whatever row was damaged: the other broadcast got through, and nobody was told twice. */
export async function checkOthers(stage: Stage, most = 2): Promise<void> {
  const { world, api, other, errors } = stage;
  assert.deepEqual(errors, []);
  assert.equal((await countsOf(stage, other))['delivered'], PEOPLE);
  for (let i = 0; i < PEOPLE; i++) assert.ok(world.received(TENANT, world.user(i)) <= most, 'Somebody was told twice.');
  const { body } = await world.settle(api.call('broadcasts'));
  assert.ok(
    (body['items'] as { id: string }[]).some(({ id }) => id === other),
    'The other is not listed.',
  );
}

/** Everybody has both messages. */
export async function allDelivered(stage: Stage): Promise<void> {
  const { world, hurt } = stage;
  assert.ok(await world.until(30, ended(stage, hurt)), 'It does not end.');
  assert.equal((await countsOf(stage, hurt))['delivered'], PEOPLE);
  for (let i = 0; i < PEOPLE; i++) assert.equal(world.received(TENANT, world.user(i)), 2);
}
