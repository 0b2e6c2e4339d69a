import assert from 'node:assert/strict';
import { test } from 'node:test';
import { callerIn } from '../../shared/access/claims.ts';
import { parseQueued } from '../../shared/broadcast/parse-queued.ts';
import { good } from '../broadcast-input/bodies.ts';
import { nothingUnhandled } from '../fuzz/support/runs.ts';
import { TENANT } from '../fuzz/support/world.ts';
import { dan, releaseStage } from '../lifecycle/release-stage.ts';

nothingUnhandled();

const oid = 'aaaaaaaa-0000-4000-8000-00000000000a';
const named = (preferred_username: string) =>
  callerIn({ tid: TENANT, oid, scp: 'access_as_user', roles: ['Carillon.Sender'], preferred_username }, () => {}).name;
const inJob = (createdBy: string) => {
  const parsed = parseQueued({ ...good(), idempotencyKey: 'k', createdBy });
  assert.ok(parsed.ok, JSON.stringify(parsed));
  return parsed.queued.createdBy;
};

/** What must not reach the eyes of who releases, nor a terminal: by its code point. */
const unseen: Readonly<Record<string, number>> = {
  ...{ 'delete (C0)': 0x7f, 'the beginning of a terminal’s command (C1)': 0x9b, 'next line (C1)': 0x85 },
  ...{ 'the end of a terminal’s title (C1)': 0x9c, 'a soft hyphen': 0xad, 'an Arabic letter mark': 0x61c },
  ...{ 'a zero-width space': 0x200b, 'a zero-width joiner': 0x200d, 'a mark from right to left': 0x200f },
  ...{ 'an embedding from right to left': 0x202b, 'an override from right to left': 0x202e },
  ...{ 'an isolate from right to left': 0x2067, 'the end of an isolate': 0x2069, 'a word joiner': 0x2060 },
  ...{ 'a byte order mark': 0xfeff, 'a filler that is blank': 0x3164, 'a grapheme joiner': 0x34f, 'a tag': 0xe0041 },
};

for (const [what, point] of Object.entries(unseen)) {
  test(`in a name ${what} is not kept, and the name is not that of somebody without it`, () => {
    const hidden = String.fromCodePoint(point);
    for (const read of [named, inJob]) {
      for (const name of [`ad${hidden}a`, `${hidden}ada`, `ada${hidden}`]) {
        const shown = read(name)!;
        assert.ok(!shown.includes(hidden), JSON.stringify(shown));
        assert.ok(shown.includes('\ufffd') && shown !== 'ada', JSON.stringify(shown));
      }
    }
  });
}

test('names of people in any script, and what stands around them, stay as they are', () => {
  for (const name of ['Zoë Müller', 'نور الهدى', 'दीपक', '山田 太郎', 'Ada 🎼', 'O’Neil-Núñez (IT)', 'Дмитрий']) {
    assert.deepEqual([named(name), inJob(name)], [name, name]);
  }
  assert.equal(named(' Ada\n Lovelace\t'), 'Ada Lovelace');
});

test('who is to release a job is shown its author without what would turn the line around', async () => {
  const stage = await releaseStage(2, { secondPerson: true });
  stage.start();
  const job = { message: { text: 'from a pipeline' }, audience: { include: [{ type: 'everyone' }] }, tenant: TENANT };
  const createdBy = 'bob\u202e\u009b2Kada';
  await stage.world.context.queues.broadcasts.put(JSON.stringify({ ...job, idempotencyKey: 'one', createdBy }));
  await stage.wait(1);
  const { body } = await stage.call(dan, 'GET', 'broadcasts?status=awaiting-release');
  const [waiting] = body['items'] as { id: string; createdBy: string }[];
  assert.deepEqual([waiting?.createdBy, (await stage.shown(waiting!.id)).createdBy], Array(2).fill('bob\ufffd2Kada'));
});
