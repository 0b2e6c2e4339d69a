import assert from 'node:assert/strict';
import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { test } from 'node:test';
import fc from 'fast-check';
import { deliveryFormats } from '../../shared/api/delivery-formats.ts';
import type { DeliveryView } from '../../shared/api/views/delivery.ts';
import { good } from '../broadcast-input/bodies.ts';
import { limit } from '../host/support.ts';
import { openApi } from '../http/call.ts';
import { type Exported, openExportHost } from './export-host.ts';

const { add, host } = await openExportHost();
/** Some 60 MB as NDJSON: more than all the buffers between the app and its reader hold together. */
const MANY = 2_000;

/** RFC 4180 to the letter: anything else is no CSV. */
function parseCsv(text: string): readonly (readonly string[])[] {
  const field = /("(?:[^"]|"")*"|[^",\r\n]*)(,|\r\n)/y;
  const rows: string[][] = [[]];
  while (field.lastIndex < text.length) {
    const at = field.lastIndex;
    const match = field.exec(text);
    assert.ok(match, `no CSV from here on: ${text.slice(at, at + 50)}`);
    const [, value = '', end] = match;
    rows.at(-1)!.push(value.startsWith('"') ? value.slice(1, -1).replaceAll('""', '"') : value);
    if (end === '\r\n') rows.push([]);
  }
  assert.deepEqual(rows.pop(), []);
  return rows;
}

test('an export has everybody whom the list has, as NDJSON and as CSV', limit, async () => {
  const { url, listed } = await add(7);
  const all = await listed();
  assert.equal(all.length, 1_400);

  const ndjson = await fetch(url, { headers: { Accept: 'application/x-ndjson' } });
  assert.deepEqual([ndjson.status, ndjson.headers.get('content-type')], [200, 'application/x-ndjson']);
  const lines = (await ndjson.text()).split('\n');
  assert.equal(lines.pop(), '');
  assert.deepEqual(
    lines.map((line) => JSON.parse(line)),
    all,
  );

  const csv = await fetch(url);
  assert.equal(csv.headers.get('content-type'), 'text/csv; charset=utf-8; header=present');
  assert.match(
    csv.headers.get('content-disposition') ?? '',
    /^attachment; filename="carillon-[0-9a-z]{26}-deliveries\.csv"$/,
  );
  const bytes = await csv.bytes();
  assert.deepEqual([...bytes.subarray(0, 3)], [0xef, 0xbb, 0xbf]);
  const [names, ...rows] = parseCsv(Buffer.from(bytes.subarray(3)).toString());
  assert.deepEqual(names, ['type', 'id', 'state', 'attempts', 'at', 'reason', 'message', 'action']);
  assert.deepEqual(
    rows.map(([type, id, state, , , reason]) => [type, id, state, reason]),
    all.map(({ recipient, state, reason }) => [recipient.type, recipient.id, state, reason?.code ?? '']),
  );
});

test('an export is of those alone who fit the filter', limit, async () => {
  const { url, listed } = await add(3);
  const text = await (await fetch(`${url}?format=ndjson&state=failed,uncertain&code=app-uninstalled&q=000000`)).text();
  const ids = text.split('\n').flatMap((line) => (line === '' ? [] : (JSON.parse(line) as DeliveryView).recipient.id));
  const expected = (await listed()).filter(({ state, recipient }) => state === 'failed' && /^0{6}/.test(recipient.id));
  assert.deepEqual(
    ids,
    expected.map(({ recipient }) => recipient.id),
  );
  assert.ok(ids.length > 0);
  assert.equal(await (await fetch(`${url}?format=ndjson&state=recalled`)).text(), '');
  assert.equal(parseCsv((await (await fetch(`${url}?state=recalled`)).text()).replace('\ufeff', '')).length, 1);
});

/** The answer to a request whose body nobody reads yet. */
async function unread(url: string): Promise<IncomingMessage> {
  const request = get(url);
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  return response;
}

/** Waits until storage is asked no more, while the app has all the time it wants: it answers others meanwhile. */
async function atRest({ asked }: Exported): Promise<number> {
  const other = await add(1);
  for (let before = -1; before !== asked(); ) {
    before = asked();
    for (let i = 0; i < 30; i++) await (await fetch(other.url)).text();
  }
  return asked();
}

test('who stops reading stops the reading of storage, and gets the rest when they go on', limit, async () => {
  const many = await add(MANY);
  const response = await unread(`${many.url}?format=ndjson`);
  response.pause();
  const asked = await atRest(many);
  assert.ok(asked < MANY, `${asked} requests for ${MANY} shards, though nobody reads`);
  let rows = 0;
  for await (const chunk of response) for (const byte of chunk as Buffer) if (byte === 10) rows++;
  assert.equal(rows, MANY * 200);
});

test('who goes away ends the reading of storage, and nothing else', limit, async () => {
  const many = await add(MANY);
  const response = await unread(`${many.url}?format=ndjson`);
  response.destroy();
  const asked = await atRest(many);
  assert.ok(asked < MANY, `${asked} requests for ${MANY} shards, though nobody is there`);
  assert.equal((await (await add(1)).listed()).length, 200);
});

test('an export that comes to what can’t be read says so in its last line, and is cut off', limit, async () => {
  for (const format of ['ndjson', 'csv']) {
    const { url } = await add(40, 20);
    const response = await fetch(`${url}?format=${format}`);
    assert.equal(response.status, 200);
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    await assert.rejects(async () => {
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return;
        text += value;
      }
    }, format);
    const [last = ''] = text.trimEnd().split('\n').slice(-1);
    if (format === 'ndjson') {
      const { problem } = JSON.parse(last) as { problem: Record<string, unknown> };
      assert.deepEqual([problem['code'], problem['status']], ['record-damaged', 500]);
      assert.equal(typeof problem['correlationId'], 'string');
    } else {
      assert.match(last, /^INCOMPLETE,.*record-damaged/);
    }
    assert.ok(host.log.some(({ level, message }) => level === 'error' && message.includes('record-damaged')));
  }
});

test('one that can’t be read at all is answered as anywhere', limit, async () => {
  const { url } = await add(1, 0);
  const response = await fetch(url);
  const { code } = (await response.json()) as { code: string };
  assert.deepEqual([response.status, code], [500, 'record-damaged']);
});

test('whatever is in a cell comes back out of it, and no spreadsheet takes it for a formula', () => {
  const text = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.tuple(fc.constantFrom('=', '+', '-', '@', '\t', '\r', '\n', "'"), fc.string()).map((parts) => parts.join('')),
    fc.constantFrom('=HYPERLINK("http://evil.example")', '"', '""', ',', '\r\n', 'a\nb'),
  );
  fc.assert(
    fc.property(text, text, text, (code, message, action) => {
      const given = [code, message, action];
      const reason = { code, message, action, fault: null, retriable: false };
      const view: DeliveryView = {
        recipient: { type: 'user', id: 'a' },
        state: 'failed',
        attempts: 1,
        at: null,
        reason,
        version: 1,
      };
      const cells = parseCsv(deliveryFormats.csv.row(view))[0]!.slice(-3);
      for (const [i, cell] of cells.entries()) {
        assert.doesNotMatch(cell, /^[=+\-@\t\r\n]/);
        assert.equal(cell, /^[=+\-@\t\r\n]/.test(given[i]!) ? `'${given[i]}` : given[i]);
      }
    }),
  );
});

test('the form is the one that was asked for: by name, or else by Accept; there are two', async () => {
  const api = openApi();
  const { body } = await api.post('broadcasts', good());
  const at = `broadcasts/${body['id']}/deliveries/export`;
  for (const [query, accept, expected] of [
    ['', undefined, 'text/csv'],
    ['', '*/*', 'text/csv'],
    ['', 'text/html, text/*;q=0.5', 'text/csv'],
    ['', 'application/x-ndjson', 'application/x-ndjson'],
    ['', 'text/csv;q=0.1, application/x-ndjson;q=0.2', 'application/x-ndjson'],
    ['', '*/*, text/csv;q=0', 'application/x-ndjson'],
    ['?format=ndjson', 'text/csv', 'application/x-ndjson'],
    ['?format=csv', 'application/x-ndjson', 'text/csv'],
  ] as const) {
    const { status, headers } = await api.call(
      `${at}${query}`,
      accept === undefined ? {} : { headers: { Accept: accept } },
    );
    assert.deepEqual([status, headers.get('content-type')?.split(';')[0]], [200, expected], `${query} ${accept}`);
  }
  const json = await api.call(at, { headers: { Accept: 'application/json' } });
  assert.deepEqual([json.status, json.body['code']], [406, 'not-acceptable']);
  const xlsx = await api.call(`${at}?format=xlsx`);
  assert.deepEqual([xlsx.status, xlsx.body['code']], [400, 'invalid-query']);
  const gone = await api.call(`broadcasts/${'7'.repeat(26)}/deliveries/export`);
  assert.deepEqual([gone.status, gone.body['code']], [404, 'broadcast-not-found']);
  const head = await api.call(at, { method: 'HEAD' });
  assert.deepEqual([head.status, head.text], [200, '']);
});
