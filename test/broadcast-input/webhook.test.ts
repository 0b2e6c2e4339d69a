import assert from 'node:assert/strict';
import { test } from 'node:test';
import { canonicalBody } from '../../shared/broadcast/canonical-body.ts';
import { parseBroadcast } from '../../shared/broadcast/parse-broadcast.ts';
import { parseQueued } from '../../shared/broadcast/parse-queued.ts';
import { faultsOf, good } from './bodies.ts';

const withUrl = (url: unknown) => ({ ...good(), webhook: { url } });

function requestOf(url: string) {
  const parsed = parseBroadcast(withUrl(url));
  assert.ok(parsed.ok, JSON.stringify(parsed));
  return parsed.request;
}

test('a webhook is an https URL, or one on this machine; it is kept as URLs are written', () => {
  const good = {
    'https://hooks.example.com/ended?key=1': 'https://hooks.example.com/ended?key=1',
    'HTTPS://Hooks.Example.com:443': 'https://hooks.example.com/',
    'http://127.0.0.1:3000/ended': 'http://127.0.0.1:3000/ended',
    'http://localhost/': 'http://localhost/',
  };
  for (const [text, url] of Object.entries(good)) assert.deepEqual(requestOf(text).webhook, { url });
});

test('the same URL written otherwise is the same body; another URL, or none, is not', () => {
  const canonical = (url: string) => canonicalBody(requestOf(url));
  assert.equal(canonical('https://hooks.example.com'), canonical('https://HOOKS.example.com:443/'));
  assert.notEqual(canonical('https://hooks.example.com'), canonical('https://hooks.example.com/a'));
  const parsed = parseBroadcast(good());
  assert.ok(parsed.ok && !('webhook' in parsed.request));
});

test('the queue door takes it, too', () => {
  const url = 'https://hooks.example.com/ended';
  const parsed = parseQueued(JSON.stringify({ ...withUrl(url), idempotencyKey: 'k' }));
  assert.ok(parsed.ok);
  assert.deepEqual(parsed.queued.request, requestOf(url));
});

const refused: Readonly<Record<string, [webhook: unknown, ...faults: string[]]>> = {
  'no object': ['https://hooks.example.com', 'wrong-type /webhook'],
  'no URL': [{}, 'missing-field /webhook/url'],
  'another field': [{ url: 'https://hooks.example.com', secret: 'x' }, 'unknown-field /webhook/secret'],
  'no text': [{ url: 1 }, 'wrong-type /webhook/url'],
  'no host': [{ url: '/ended' }, 'invalid-webhook-url /webhook/url'],
  'plain http': [{ url: 'http://hooks.example.com/' }, 'invalid-webhook-url /webhook/url'],
  'plain http to a host inside': [{ url: 'http://10.0.0.1/' }, 'invalid-webhook-url /webhook/url'],
  'another scheme': [{ url: 'file:///etc/passwd' }, 'invalid-webhook-url /webhook/url'],
  'another scheme on this machine': [{ url: 'ftp://127.0.0.1/' }, 'invalid-webhook-url /webhook/url'],
  'a user': [{ url: 'https://me@hooks.example.com/' }, 'invalid-webhook-url /webhook/url'],
  'a password': [{ url: 'https://:secret@hooks.example.com/' }, 'invalid-webhook-url /webhook/url'],
  'another port': [{ url: 'https://hooks.example.com:8443/' }, 'invalid-webhook-url /webhook/url'],
  'a fragment': [{ url: 'https://hooks.example.com/#a' }, 'invalid-webhook-url /webhook/url'],
  'more than a server takes': [{ url: `https://hooks.example.com/${'a'.repeat(2_000)}` }, 'too-long /webhook/url'],
  'more than a server takes, once it is escaped': [
    { url: `https://hooks.example.com/${'ä'.repeat(1_000)}` },
    'too-long /webhook/url',
  ],
};

for (const [what, [webhook, ...faults]] of Object.entries(refused)) {
  test(`a webhook is refused by its pointer: ${what}`, () => {
    assert.deepEqual(faultsOf({ ...good(), webhook }), faults);
  });
}

test('what is wrong with a webhook is said beside all else', () => {
  assert.deepEqual(faultsOf({ ...withUrl('http://a.example'), onUncertain: 'pray' }).toSorted(), [
    'invalid-webhook-url /webhook/url',
    'unknown-value /onUncertain',
  ]);
});
