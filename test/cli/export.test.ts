import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { carillon, folderWith } from './support/carillon.ts';
import { problem, type Reply, recordingServer } from './support/recording-server.ts';

const csv = '\ufefftype,id,state\r\nuser,a,delivered\r\nuser,b,failed\r\n';
const whole: Reply = (response) => response.writeHead(200, { 'Content-Type': 'text/csv' }).end(csv);

test('an export goes to stdout byte for byte, with the filters it was asked for', async () => {
  const server = await recordingServer(() => whole);
  const args = ['export', 'b1', '--format', 'ndjson', '--state', 'failed,skipped'];
  const { code, stdout, stderr } = await carillon(args, { url: server.url });
  assert.deepEqual(
    [code, stdout, stderr],
    [0, csv.slice(1), ''],
    'the byte order mark is taken off by the reader here',
  );
  const { path, query } = server.requests[0]!;
  assert.equal(path, '/api/broadcasts/b1/deliveries/export');
  assert.equal(query.toString(), 'state=failed&state=skipped&format=ndjson');
});

test('an export goes to a file, byte for byte', async () => {
  const server = await recordingServer(() => whole);
  const cwd = await folderWith({});
  assert.equal((await carillon(['export', 'b1', '-o', 'water.csv'], { url: server.url, cwd })).code, 0);
  assert.equal(await readFile(join(cwd, 'water.csv'), 'utf8'), csv);
  assert.deepEqual(await readdir(cwd), ['water.csv']);
});

for (const [how, reply] of [
  [
    'its connection breaks',
    (response) => {
      response.writeHead(200, { 'Content-Type': 'text/csv' });
      response.write(csv, () => response.destroy());
    },
  ],
  ['its last line says so (CSV)', (response) => response.end(`${csv}INCOMPLETE,"{""code"":""record-damaged""}"\r\n`)],
  ['its last line says so (NDJSON)', (response) => response.end('{"state":"failed"}\n{"problem":{"code":"x"}}\n')],
] as readonly (readonly [string, Reply])[]) {
  test(`an export is exit code 4 when ${how}, and leaves no file that looks whole`, async () => {
    const server = await recordingServer(() => reply);
    const cwd = await folderWith({ 'water.csv': 'of yesterday' });
    const { code, stderr } = await carillon(['export', 'b1', '-o', 'water.csv'], { url: server.url, cwd });
    assert.equal(code, 4);
    assert.match(stderr, /The export broke off: what came is not all of it\./);
    assert.deepEqual(await readdir(cwd), ['water.csv']);
    assert.equal(await readFile(join(cwd, 'water.csv'), 'utf8'), 'of yesterday');
    assert.equal((await carillon(['export', 'b1'], { url: server.url })).code, 4, 'to stdout as well');
  });
}

test('an export that is refused is exit code 3, and one that can’t be written 1', async () => {
  const server = await recordingServer((_, n) => (n === 1 ? problem(404, 'broadcast-not-found') : whole));
  const cwd = await folderWith({});
  assert.equal((await carillon(['export', 'b1', '-o', 'water.csv'], { url: server.url, cwd })).code, 3);
  const { code, stderr } = await carillon(['export', 'b1', '-o', 'no/such/folder.csv'], { url: server.url, cwd });
  assert.equal(code, 1);
  assert.match(stderr, /no\/such\/folder\.csv can't be written/);
});
