import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { logEvents, logFields } from '../../shared/log/events.ts';

const root = join(import.meta.dirname, '..', '..');

/** The source of the product, but for the list itself. */
const sources = (
  await Promise.all(
    ['shared', 'functions'].map(async (folder) =>
      (
        await readdir(join(root, folder), { recursive: true })
      )
        .filter((file) => file.endsWith('.ts') && file !== 'log/events.ts')
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
  assert.deepEqual(writers, [join(root, 'shared', 'log', 'json-log.ts')]);
});

test('host.json keeps every line of ours: it samples no traces, and silences none of a function’s own', async () => {
  const { logging } = JSON.parse(await readFile(join(root, 'host.json'), 'utf8'));
  const { isEnabled, excludedTypes } = logging.applicationInsights.samplingSettings;
  assert.ok(!isEnabled || excludedTypes.split(';').includes('Trace'));
  const levels: Readonly<Record<string, string>> = logging.logLevel;
  assert.equal(levels['default'], 'Information');
  const silenced = Object.keys(levels).flatMap((category) => /^Function\.([\w-]+)$/.exec(category)?.[1] ?? []);
  assert.ok(silenced.length > 0);
  for (const name of silenced) {
    assert.equal(levels[`Function.${name}.User`], 'Information', name);
    assert.ok(
      texts.some((text) => text.includes(`app.http('${name}'`) || text.includes(`app.timer('${name}'`)),
      `there is no function ${name}`,
    );
  }
});

test('every event and field that docs/operate.md queries is on the list', async () => {
  const page = await readFile(join(root, 'docs', 'operate.md'), 'utf8');
  const queries = [...page.matchAll(/```kusto\n([\s\S]*?)```/g)].map(([, query]) => query!);
  assert.ok(queries.length >= 4);
  const own = new Set(['level', 'event', ...Object.keys(logFields)]);
  for (const query of queries) {
    for (const [, field] of query.matchAll(/\bline\.(\w+)/g)) assert.ok(own.has(field!), `line.${field}`);
    for (const [, event] of query.matchAll(/event\)? == "([\w-]+)"/g)) assert.ok(event! in logEvents, event);
  }
  for (const [, event] of page.matchAll(/^\| [^|]+ \| `([a-z-]+)` \| `/gm)) assert.ok(event! in logEvents, event);
});
