import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { addressOf, described } from '../support/openapi.ts';

test('the addresses on docs/api.md are those that the API describes, all of them', async () => {
  const page = await readFile(new URL('../../docs/api.md', import.meta.url), 'utf8');
  const named = new Set<string>();
  for (const [, path] of page.matchAll(/\/api\/([\w{}.-]+(?:\/[\w{}.-]+)*)/g)) {
    const at = addressOf(path!);
    assert.ok(at !== undefined, `/api/${path} is not described`);
    named.add(at);
  }
  assert.deepEqual([...named].toSorted(), [...new Set(described.map(({ path }) => path))].toSorted());
});
