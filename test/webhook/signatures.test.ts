import assert from 'node:assert/strict';
import { test } from 'node:test';
import { signatures, webhookKey } from '../../shared/webhook/signatures.ts';

/** The example of the Standard Webhooks specification and of its libraries' own tests. */
const example = {
  secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
  id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
  timestamp: '1614265330',
  body: '{"test": 2432232314}',
  signature: 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
};

test('a body is signed as the Standard Webhooks specification’s example is', () => {
  const { secret, id, timestamp, body, signature } = example;
  assert.equal(signatures([webhookKey(secret)!], `${id}.${timestamp}.${body}`), signature);
});

test('with two secrets there are two signatures, so that one can take the place of the other', () => {
  const other = Buffer.alloc(32, 1);
  const both = signatures([other, webhookKey(example.secret)!], 'x').split(' ');
  assert.deepEqual(both, [signatures([other], 'x'), signatures([webhookKey(example.secret)!], 'x')]);
});

test('a secret is whsec_ and 24 to 64 bytes in base64, and nothing else', () => {
  const of = (bytes: number) => `whsec_${Buffer.alloc(bytes, 7).toString('base64')}`;
  for (const good of [of(24), of(32), of(64), of(32).replace(/=+$/, '')]) assert.ok(webhookKey(good), good);
  const wrong = [
    of(23),
    of(65),
    of(32).replace('whsec_', ''),
    'whsec_',
    '',
    `${of(32)}!`,
    'whsec_not base64 at all, is it?',
  ];
  for (const none of wrong) assert.equal(webhookKey(none), undefined, none);
});
