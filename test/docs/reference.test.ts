import assert from 'node:assert/strict';
import { access, readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { reasons, reference } from '../../local/reference.ts';
import { reasonCodes } from '../../shared/shard/reasons.ts';
import { callErrors } from '../../shared/webhook/webhooks.ts';

const root = new URL('../../', import.meta.url);

test('docs/reference.md tells what the code does', async () => {
  const written = await readFile(new URL('docs/reference.md', root), 'utf8');
  assert.equal(written, reference(), 'Run: npm run docs');
});

test('docs/reasons.md tells of every reason what the code does', async () => {
  const written = await readFile(new URL('docs/reasons.md', root), 'utf8');
  assert.equal(written, reasons(), 'Run: npm run docs');
  for (const code of reasonCodes) assert.ok(written.includes(`\n## ${code}\n`), code);
});

test('docs/api.md names all that can come of a call to a webhook', async () => {
  const page = await readFile(new URL('docs/api.md', root), 'utf8');
  for (const error of Object.keys(callErrors)) assert.ok(page.includes(`\`${error}\``), error);
});

test('every script that README and docs name exists, and every link leads somewhere', async () => {
  const { scripts } = JSON.parse(await readFile(new URL('package.json', root), 'utf8'));
  const pages = [
    'README.md',
    'docs/architecture.md',
    'docs/api.md',
    'docs/cli.md',
    'docs/deploy.md',
    'docs/operate.md',
    'docs/performance.md',
    'docs/playground.md',
    'docs/reasons.md',
    'docs/reference.md',
    'docs/reliability.md',
    'docs/security.md',
  ];
  for (const page of pages) {
    const text = await readFile(new URL(page, root), 'utf8');
    for (const [, script] of text.matchAll(/npm (?:run )?(start|test|(?<=run )[a-z]+)\b/g)) {
      assert.ok(script! in scripts, `${page}: npm run ${script}`);
    }
    for (const [, target] of text.matchAll(/\]\((?!https?:|#)([^)#]+)/g)) {
      await assert.doesNotReject(access(new URL(target!, new URL(page, root))), `${page}: ${target}`);
    }
  }
});
