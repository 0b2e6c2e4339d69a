import assert from 'node:assert/strict';
import { test } from 'node:test';
import { logEvents } from '../../shared/log/events.ts';
import { inInvocation, jsonLog } from '../../shared/log/json-log.ts';
import { captureOutput } from '../security/captured-output.ts';
import { Api } from '../support/api.ts';
import { startOrg } from '../support/org.ts';
import { ownStorage } from '../support/own-storage.ts';
import { startApp } from '../support/running-app.ts';

const TRACE = '0af7651916cd43dd8448eb211c80319c';

/** The lines of the log in what a local host has printed, and the function that the host says they are of. */
function linesIn(printed: readonly string[]) {
  return printed.flatMap((text) => {
    const [, of = '', json] = /^(?:\[[^\]]+\] \w+: (?:([\w-]+): )?)?(\{"level".*\})$/.exec(text) ?? [];
    return json === undefined ? [] : [{ of, line: JSON.parse(json) as Record<string, unknown> }];
  });
}

test('a running app logs what is on the list and nothing else, by invocation, and what its shards tell adds up', async () => {
  const app = await startApp({ storage: await ownStorage() });
  const org = await startOrg(app, { users: 40 });
  org.teams.fault({ kind: '403-bot-not-in-roster', times: 3 });
  const api = new Api(app, org);
  const headers = { 'Content-Type': 'application/json', traceparent: `00-${TRACE}-b7ad6b7169203331-01` };
  const posted = await api.call('POST', '/api/broadcasts', { headers, body: JSON.stringify(api.bodyOf({})) });
  assert.equal(posted.status, 202);
  const id = String(posted.body['id']);
  const { counts } = await api.ended(id);
  await app.said('broadcast-ended');
  await app.stop();

  const lines = linesIn(app.lines);
  for (const { line } of lines) {
    const { level, event, invocation, trace, ...fields } = line;
    const listed = Object.entries(logEvents).find(([name]) => name === event)?.[1];
    assert.ok(listed, `${event} is not on the list`);
    assert.ok([listed.level].flat().some((one) => one === level));
    const names: readonly string[] = listed.fields;
    for (const name of Object.keys(fields)) assert.ok(names.includes(name), `${event} has a field ${name}`);
  }
  const [created, ...others] = lines.filter(({ line }) => line['event'] === 'broadcast-created');
  assert.deepEqual([others, created?.of, created?.line['trace']], [[], 'broadcasts', TRACE]);
  const worked = lines.filter(({ line }) => line['event'] === 'shard-worked');
  assert.ok(worked.length > 0);
  for (const { of, line } of worked) {
    assert.deepEqual([of, line['broadcast'], line['tenant']], ['deliver', id, org.tenant]);
    assert.match(String(line['invocation']), /^[0-9a-f-]{36}$/);
  }
  const delivered = worked.reduce((sum, { line }) => sum + Number(line['delivered']), 0);
  assert.deepEqual([delivered, counts.delivered], [counts.delivered, 37]);
});

test('a line goes by the log of its invocation, and is printed when that has ended', async () => {
  const said: string[] = [];
  const say = (level: string) => (text: string) => void said.push(`${level} ${text}`);
  const invocation = { invocationId: 'one', info: say('info'), warn: say('warn'), error: say('error') };
  const later = Promise.withResolvers<void>();
  let afterwards: Promise<void> | undefined;
  const output = captureOutput();
  await inInvocation(invocation, async () => {
    jsonLog('warn', 'tenant-stopped', { tenant: 't' });
    afterwards = later.promise.then(() => jsonLog('error', 'poison', { queue: 'plan' }));
  })();
  later.resolve();
  await afterwards;
  output.stop();
  assert.deepEqual(said, ['warn {"level":"warn","event":"tenant-stopped","tenant":"t","invocation":"one"}']);
  assert.match(output.text(), /^\{"level":"error","event":"poison","queue":"plan","invocation":"one"\}$/m);
});

test('two invocations at once do not take each other’s lines', async () => {
  const said: string[] = [];
  const one = (id: string) => {
    const say = (text: string) => void said.push(`${id}: ${JSON.parse(text).invocation}`);
    return inInvocation({ invocationId: id, info: say, warn: say, error: say }, async () => {
      for (let i = 0; i < 3; i++) {
        await new Promise((resolve) => setImmediate(resolve));
        jsonLog('info', 'broadcast-recalled', { broadcast: id });
      }
    })();
  };
  await Promise.all([one('a'), one('b')]);
  assert.deepEqual(said.toSorted(), ['a: a', 'a: a', 'a: a', 'b: b', 'b: b', 'b: b']);
});
