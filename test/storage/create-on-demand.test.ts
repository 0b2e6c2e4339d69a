import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createOnDemand } from '../../shared/storage/create-on-demand.ts';

const missing = Object.assign(new Error('missing'), { statusCode: 404, code: 'TableNotFound' });

/** A table that can be created, and counts how often that was tried. */
function place() {
  const there = { created: 0, exists: false };
  const create = async () => {
    there.created += 1;
    await Promise.resolve();
    there.exists = true;
  };
  const request = async () => {
    if (!there.exists) throw missing;
    return 'answer';
  };
  return { there, create, request };
}

test('while it is there nothing is created', async () => {
  const { there, create, request } = place();
  there.exists = true;
  assert.equal(await createOnDemand(create)(request), 'answer');
  assert.equal(there.created, 0);
});

test('who misses it at the same time shares one creation, and who misses it later makes it again', async () => {
  const { there, create, request } = place();
  const run = createOnDemand(create);
  assert.deepEqual(await Promise.all([run(request), run(request), run(request)]), ['answer', 'answer', 'answer']);
  assert.equal(there.created, 1);
  there.exists = false;
  assert.equal(await run(request), 'answer');
  assert.equal(there.created, 2);
});

test('another error is passed on, and so is one of the creation', async () => {
  const { there, create, request } = place();
  const other = new Error('other');
  await assert.rejects(
    createOnDemand(create)(() => Promise.reject(other)),
    other,
  );
  assert.equal(there.created, 0);
  await assert.rejects(createOnDemand(() => Promise.reject(other))(request), other);
});
