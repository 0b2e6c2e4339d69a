import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { logEvents, logFields } from '../../shared/log-events.ts';

const root = join(import.meta.dirname, '..', '..');

/** The source of the product, but for the list itself. */
const sources = (
  await Promise.all(
    ['shared', 'functions'].map(async (folder) =>
      (
        await readdir(join(root, folder), { recursive: true })
      )
        .filter((file) => file.endsWith('.ts') && file !== 'log-events.ts')
        .map((file) => join(root, folder, file)),
    ),
  )
).flat();
const texts = await Promise.all(sources.map((file) => readFile(file, 'utf8')));

/** What stands between the parentheses of each call that logs, as far as the fields. */
const calls = texts.flatMap((text) =>
  [...text.matchAll(/\b(?:[lL]og|logOn)\(\s*((?:[^(){}]|\([^()]*\))*?),?\s*(?:\{|[\w.]+\)|\))/g)].map(
    ([, args]) => args!,
  ),
);

/** The names in a call: what is quoted and is no level. */
const namesIn = (args: string): string[] =>
  [...args.matchAll(/'([a-z]+(?:-[a-z]+)*)'/g)]
    .map(([, name]) => name!)
    .filter((name) => !/^(info|warn|error)$/.test(name));

test('every event of the list is logged somewhere, and nothing is logged that is not on it', () => {
  const logged = new Set(
    calls.filter((args) => /'(info|warn|error)'|^(context|invocation), '/.test(args)).flatMap(namesIn),
  );
  assert.ok(logged.size > 40, [...logged].join());
  // A state decides on the level of this one, and stands beside it.
  logged.delete('failed');
  assert.deepEqual([...logged].toSorted(), Object.keys(logEvents).toSorted());
});

test('every field of the list is one of an event', () => {
  const used = new Set<string>(Object.values(logEvents).flatMap(({ fields }) => [...fields]));
  assert.deepEqual([...used].toSorted(), Object.keys(logFields).toSorted());
});

test('nothing of the product writes to the console but the log', () => {
  const writers = sources.filter((_, i) => /\bconsole\b|process\.std(out|err)/.test(texts[i]!));
  assert.deepEqual(writers, [join(root, 'shared', 'log.ts')]);
});
