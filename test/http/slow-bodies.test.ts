import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { handle } from '../../shared/http/handle.ts';
import { readJson } from '../../shared/http/read-json.ts';
import { answerOf } from './call.ts';
import { slowRequest } from './slow-request.ts';

mock.timers.enable({ apis: ['setTimeout'] });

/** A request whose body the test writes itself, and what it is answered when its body was or was not wanted. */
function open(wanted: boolean) {
  const { request, writer } = slowRequest();
  const context = { invocationId: 'i', error: () => assert.fail('It is no error of ours.') };
  const POST = async () => ({ status: 200, ...(wanted && { jsonBody: (await readJson(request)).value }) });
  const seen: { status?: number; code?: unknown } = {};
  const answered = handle(request, context, { POST }).then(answerOf);
  answered.then(({ status, body: { code } }) => Object.assign(seen, { status, ...(code !== undefined && { code }) }));
  /** Writes a byte, lets time pass, and sees whether there is an answer. */
  const trickle = async (ms: number) => {
    void writer.write(Buffer.from(' '));
    await setImmediate();
    mock.timers.tick(ms);
    await setImmediate();
    return { ...seen };
  };
  return { trickle, writer, answered };
}

test('a body that comes a byte at a time has half a minute, all in all, and is answered 408', async () => {
  const { trickle } = open(true);
  for (let second = 1; second < 30; second++) assert.deepEqual(await trickle(1_000), {});
  assert.deepEqual(await trickle(999), {});
  assert.deepEqual(await trickle(1), { status: 408, code: 'body-too-slow' });
});

test('one that nobody wants has ten seconds, and its answer is the one that it would have been', async () => {
  const { trickle } = open(false);
  for (let second = 1; second < 10; second++) assert.deepEqual(await trickle(1_000), {});
  assert.deepEqual(await trickle(999), {});
  assert.deepEqual(await trickle(1), { status: 200 });
});

test('one that is there in time is read, however many pieces it comes in', async () => {
  const { trickle, writer, answered } = open(true);
  for (let second = 1; second < 29; second++) assert.deepEqual(await trickle(1_000), {});
  void writer.write(Buffer.from('{"a":1}'));
  void writer.close();
  assert.equal((await answered).text, '{"a":1}');
});
