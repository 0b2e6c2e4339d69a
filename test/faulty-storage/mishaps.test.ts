import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Mishaps, mishaps } from '../../local/faulty-storage/mishaps.ts';
import type { StorageFault } from '../../local/faulty-storage/storage-fault.ts';

const request = { service: 'table', method: 'GET', url: '/', body: '' } as const;

async function happen(to: Mishaps, requests = 200): Promise<readonly (StorageFault | undefined)[]> {
  to.on = true;
  const all = [];
  for (let i = 0; i < requests; i++) all.push(await to.interfere(request));
  return all;
}

test('one seed always makes the same happen, another one something else', async () => {
  assert.deepEqual(await happen(new Mishaps(7, 0.3)), await happen(new Mishaps(7, 0.3)));
  assert.notDeepEqual(await happen(new Mishaps(7, 0.3)), await happen(new Mishaps(8, 0.3)));
});

test('as much goes wrong as was asked for, of every kind; and nothing before it is on', async () => {
  const calm = new Mishaps(1, 1);
  assert.equal(await calm.interfere(request), undefined);
  const all = (await happen(new Mishaps(1, 0.25), 2_000)).filter((fault) => fault !== undefined);
  assert.ok(all.length > 400 && all.length < 600, `${all.length} of 2000`);
  const seen = new Set(all.map(({ kind }) => kind));
  assert.deepEqual([...seen].toSorted(), ['cut', 'error', 'hang', 'reset', 'slow']);
  for (const one of mishaps) assert.ok((await happen(new Mishaps(1, 1, [one]), 1))[0], one);
});
