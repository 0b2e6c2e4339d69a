import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { prices } from '../../local/costs/prices.ts';
import { AWAKE_EVERY } from '../../shared/lifecycle/awake.ts';
import { EVERY } from '../../shared/lifecycle/rounds.ts';
import { appSettings, deployed, infra, ofType, only, root } from './deployed.ts';
import { alerts, events, eventsOf, queries, type Workbook } from './queries.ts';

/** Dollars a month of an alert, by how often it asks. */
const monthly: Readonly<Record<string, number>> = prices.alert;

interface Rule {
  readonly scopes: readonly string[];
  readonly criteria: { readonly allOf: readonly [{ readonly query: string }] };
}

/** All that the code logs, as it stands in the source. */
async function logged(): Promise<Set<string>> {
  const files = (await readdir(join(root, 'shared'), { recursive: true })).filter((file) => file.endsWith('.ts'));
  const others = files
    .filter((file) => file !== 'log/events.ts')
    .map((file) => readFile(join(root, 'shared', file), 'utf8'));
  const texts = (await Promise.all(others)).join('\n');
  return new Set(Object.keys(events).filter((name) => texts.includes(`'${name}'`)));
}

test('each alert, and each part of the workbook, asks for events that the code logs', async () => {
  const inCode = await logged();
  for (const { name, query } of queries) {
    const found = eventsOf(query);
    for (const event of found) assert.ok(inCode.has(event), `${name}: ${event}`);
    assert.ok(found.length > 0 || !query.includes('event '), name);
  }
  assert.equal(queries.filter(({ query }) => eventsOf(query).length > 0).length, queries.length - 1);
});

test('what a query reads of a line, the line has', () => {
  for (const { name, query } of queries) {
    const named = eventsOf(query);
    // One that names no event is about all of them.
    const about = named.length > 0 ? named : Object.keys(events);
    const fields = new Set(about.flatMap((event): string[] => [...events[event]!.fields]));
    for (const [, field] of query.matchAll(/\bline\.(\w+)/g)) assert.ok(fields.has(field!), `${name}: ${field}`);
  }
});

test('an alert that wants a level names events that can have it', () => {
  for (const { name, query } of alerts) {
    for (const [, level] of query.matchAll(/\blevel == '(\w+)'/g)) {
      const levels = eventsOf(query).map((event) => [events[event]!.level].flat());
      assert.ok(
        levels.some((possible) => possible.includes(level as never)),
        `${name}: ${level}`,
      );
    }
  }
});

test('what docs/security.md says to be alerted of, one is', async () => {
  const page = await readFile(join(root, 'docs', 'security.md'), 'utf8');
  const [, sentence] = /Alert\s+on ([^.]+)\./.exec(page) ?? [];
  const named = [...(sentence ?? '').matchAll(/`([^`]+)`/g)].map(([, event]) => event!);
  const inAlerts = new Set(alerts.flatMap(({ query }) => eventsOf(query)));
  assert.ok(named.length > 3);
  for (const event of named) assert.ok(inAlerts.has(event), event);
});

test('the watcher, whose silence is an alert, says more than once in what the alert looks at that it wakes', async () => {
  const silent = alerts.filter(({ operator }) => operator === 'LessThan');
  assert.deepEqual(
    silent.map(({ query, window }) => [eventsOf(query), window]),
    [[['watcher-awake'], 'PT15M']],
  );
  assert.ok(2 * (AWAKE_EVERY + EVERY) < 15 * 60_000);
});

test('what the app logs is a line that the queries take apart', async () => {
  const program =
    "const { jsonLog } = await import('./shared/log/json-log.ts'); jsonLog('error', 'poison', { queue: 'plan' });";
  const { stderr } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', program], { cwd: root });
  const prelude = await readFile(join(infra, 'log-lines.kql'), 'utf8');
  const start = /Message startswith '([^']+)'/.exec(prelude)?.[1];
  assert.ok(start && stderr.startsWith(start), stderr);
  for (const [, field] of prelude.matchAll(/tostring\(line\.(\w+)\)/g)) {
    assert.ok(['level', 'event', 'broadcast'].includes(field!), field);
  }
  assert.deepEqual(JSON.parse(stderr), { level: 'error', event: 'poison', queue: 'plan' });
});

test('each query begins with a table of the one workspace when it is deployed, and is asked there', () => {
  const deployment = deployed({ alertEmail: 'operator@example.com' });
  const rules = ofType(deployment, 'Microsoft.Insights/scheduledQueryRules').map(
    ({ body }) => body.properties as unknown as Rule,
  );
  const page: Workbook = JSON.parse(
    String(only(deployment, 'Microsoft.Insights/workbooks').properties?.['serializedData']),
  );
  const parts = page.items.filter(({ content }) => content.query !== undefined);
  assert.deepEqual([rules.length, parts.length], [alerts.length, queries.length - alerts.length]);
  const whole = [
    ...rules.map(({ criteria }) => criteria.allOf[0].query),
    ...parts.map(({ content }) => content.query!),
  ];
  for (const query of whole) {
    // The second is empty: it is there for a workspace that has no table of the first name yet.
    assert.match(
      query,
      /^union isfuzzy=true AppTraces, \(datatable\(TimeGenerated: datetime, Message: string\) \[\]\) \|/,
    );
    assert.doesNotMatch(query, /CarillonLog|undefined/);
  }
  const places = [...rules.map(({ scopes }) => scopes), ...parts.map(({ content }) => content.crossComponentResources)];
  for (const place of [...places, page.fallbackResourceIds]) assert.deepEqual(place, rules[0]?.scopes);
});

test('docs/operate.md says of each alert what to do, and docs/deploy.md how many there are and what they cost', async () => {
  const operate = await readFile(join(root, 'docs', 'operate.md'), 'utf8');
  const [, chapter = ''] = /^## When an alert comes$([\s\S]*?)^## /m.exec(operate) ?? [];
  const told = [...chapter.matchAll(/^\| (.+) \(`([^`]+)`\) \| \S/gm)].map(([, title, name]) => ({ title, name }));
  assert.deepEqual(
    told,
    alerts.map(({ title, name }) => ({ title, name })),
  );
  const deploy = await readFile(join(root, 'docs', 'deploy.md'), 'utf8');
  const dollars = alerts.reduce((sum, { every }) => sum + (monthly[every] ?? Number.NaN), 0);
  const spelt = ['seven', 'eight', 'nine', 'ten'][alerts.length - 7];
  assert.ok(deploy.includes(`The ${spelt} alerts cost about $${dollars.toFixed(2)} a month`), `${spelt}: ${dollars}`);
});

test('alerts reach somebody, or are not made', () => {
  const made = deployed({ alertEmail: 'operator@example.com' });
  const group = only(made, 'Microsoft.Insights/actionGroups');
  assert.match(JSON.stringify(group), /operator@example\.com/);
  const none = deployed();
  assert.deepEqual(ofType(none, 'Microsoft.Insights/scheduledQueryRules'), []);
  assert.deepEqual(ofType(none, 'Microsoft.Insights/actionGroups'), []);
});

test('host.json lets all that Carillon logs through, unsampled, to where the queries look', async () => {
  const { logging } = JSON.parse(await readFile(join(root, 'host.json'), 'utf8'));
  const levels: Record<string, string> = logging.logLevel;
  const functions = (await readdir(join(root, 'functions'))).map((file) => file.replace('.ts', ''));
  const levelOf = (category: string): string | undefined => {
    const names = Object.keys(levels).filter((name) => `${category}.`.startsWith(`${name}.`));
    return levels[names.toSorted((a, b) => b.length - a.length)[0] ?? 'default'];
  };
  for (const name of functions) assert.equal(levelOf(`Function.${name}.User`), 'Information', name);
  assert.equal(levelOf('Host.Function.Console'), 'Information');
  assert.equal(levelOf('Host.Results'), 'Information');
  assert.ok(logging.applicationInsights.samplingSettings.excludedTypes.split(';').includes('Trace'));
  assert.ok('APPLICATIONINSIGHTS_CONNECTION_STRING' in appSettings(deployed()));
});
