import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openStage } from './support/stage.ts';

const MINUTE = 60_000;

/** A stage on which readers ask for what they may not do. */
async function open() {
  const stage = await openStage();
  const { world, as, settle, body } = stage;
  /** So many at once. */
  const refused = async (name: string, times: number, path = 'broadcasts') => {
    const reader = as(name, 'reader');
    const answers = await settle(Promise.all(Array.from({ length: times }, () => reader.post(path, body))));
    for (const { status, body: problem } of answers) assert.deepEqual([status, problem['code']], [403, 'forbidden']);
  };
  /** How many requests each entry stands for, null while that is not known; what is asked in one millisecond has no order. */
  const counts = async (query = '') =>
    (await stage.entries(query)).items
      .map(({ outcome }) => outcome?.times ?? null)
      .toSorted((a, b) => (b ?? Number.POSITIVE_INFINITY) - (a ?? Number.POSITIVE_INFINITY));
  const ones = (length: number) => Array.from({ length }, () => 1);
  return { ...stage, refused, pass: world.pass, counts, ones };
}

test('who is refused thousands of times in a minute has ten entries, and one that says how many more there were', async () => {
  const { refused, pass, counts, ones, entries } = await open();
  await refused('Eve', 2_000);
  assert.deepEqual(await counts(), [null, ...ones(10)], 'that there were more is seen at once, whatever happens then');
  await refused('Eve', 500);
  await pass(MINUTE);
  assert.deepEqual(await counts(), [2_490, ...ones(10)]);
  for (const { by, action, outcome } of (await entries()).items) {
    assert.deepEqual([by.name, action, outcome?.status, outcome?.code], ['Eve', 'broadcast-create', 403, 'forbidden']);
  }
});

test('nobody hides behind another: each caller and each action has ten of their own', async () => {
  const { refused, counts, ones } = await open();
  await refused('Eve', 50);
  await refused('Eve', 3, 'redrive');
  await refused('Rea', 4);
  assert.deepEqual(await counts('?by=Rea'), ones(4));
  assert.deepEqual(await counts('?by=Eve&action=redrive'), ones(3));
});

test('the next minute begins anew, and what is allowed is never counted together', async () => {
  const { refused, pass, counts, ones, as, settle, body } = await open();
  await refused('Eve', 12);
  await pass(MINUTE);
  await refused('Eve', 3);
  assert.deepEqual(await counts(), [2, ...ones(13)]);
  const bob = as('Bob', 'sender');
  for (let i = 0; i < 15; i++) await settle(bob.post('broadcasts', { ...body, message: { text: '' } }));
  assert.deepEqual(await counts('?by=Bob'), ones(15));
});

test('a process that ends tells what it has counted', async () => {
  const { refused, pass, counts, ones, stop } = await open();
  await refused('Eve', 30);
  stop();
  await pass(1);
  assert.deepEqual(await counts(), [20, ...ones(10)]);
});

test('who can’t be kept is told to come again, and is kept as soon as that can be', async () => {
  const { context, as, settle, refused, pass, counts, ones, body } = await open();
  await refused('Eve', 10);
  const { add } = context.audit;
  context.audit.add = async () => {
    throw new Error('The table is gone.');
  };
  const eve = as('Eve', 'reader');
  assert.equal((await settle(eve.post('broadcasts', body))).status, 500);
  context.audit.add = add;
  await refused('Eve', 5);
  await pass(MINUTE);
  assert.deepEqual(await counts(), [6, ...ones(10)]);
});
