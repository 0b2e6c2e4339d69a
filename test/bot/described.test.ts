import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { Problem } from '../../shared/errors/problem.ts';
import { StorageUnavailable } from '../../shared/storage/table.ts';
import { slowRequest } from '../http/slow-request.ts';
import { type DescribedOperation, document, fitsAnswered, pointerTo } from '../support/openapi.ts';
import { type Endpoint, openEndpoint } from './endpoint.ts';
import { activity } from './payloads.ts';
import { newKey, sign, startBotAuthority } from './support/bot-authority.ts';
import { appId, issuer, startGuardedEndpoint } from './support/guarded-endpoint.ts';

const message = activity('message-personal-image');
const { responses } = document.paths['/messages']!['post'] as DescribedOperation;

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** Every way in which the endpoint says yes or no. */
async function everyAnswer(): Promise<readonly Answer[]> {
  const key = await newKey('key-1', ['msteams']);
  const authority = await startBotAuthority(key);
  const claims = { iss: issuer, aud: appId, serviceurl: String(message['serviceUrl']) };
  const token = `Bearer ${await sign({ ...claims, exp: Math.floor(Date.now() / 1_000) + 600 }, key)}`;
  const guarded = await startGuardedEndpoint(authority.metadataUrl);
  const storage = () => {
    throw new StorageUnavailable('out');
  };
  const broken = await startGuardedEndpoint(authority.metadataUrl, { storage });
  const count = () => {
    throw new Problem('too-many-requests');
  };
  const full = await startGuardedEndpoint(authority.metadataUrl, { places: 0 });
  const crowded = await startGuardedEndpoint(authority.metadataUrl, { count });
  const local = openEndpoint();
  const headers = { 'content-type': 'application/json' };
  return [
    await guarded.post(message, token),
    await guarded.post({ ...message, type: 'invoke', name: 'adaptiveCard/action' }, token),
    await guarded.post(message),
    await guarded.post({ ...message, channelId: 'webchat' }, token),
    await broken.post(message, token),
    await crowded.post(message),
    await full.post(message, token),
    await tooSlow(local),
    await local.post('{'),
    await local.post('[]'),
    await local.post(message, { headers: { 'content-type': 'text/plain' } }),
    await local.post({ ...message, text: 'x'.repeat(1_048_576) }),
    await local.post(undefined, { headers: { ...headers, 'transfer-encoding': 'chunked' } }),
  ];
}

/** An activity of which nothing comes. */
async function tooSlow(endpoint: Endpoint): Promise<Answer> {
  mock.timers.enable({ apis: ['setTimeout'] });
  const answer = endpoint.receive(slowRequest().request);
  await setImmediate();
  mock.timers.tick(30_000);
  mock.timers.reset();
  return await answer;
}

test('every answer of the bot’s endpoint is described, and what is described is what it answers', async () => {
  const given = new Set<string>();
  for (const { status, body } of await everyAnswer()) {
    const problem = body as { code?: string } | undefined;
    given.add(status < 400 ? `${status}` : `${status} ${problem?.code}`);
    const response = responses[status];
    assert.ok(response, `${status} ${JSON.stringify(body)} is not described`);
    if (status < 400) continue;
    const type = 'application/problem+json';
    const schema = pointerTo('paths', '/messages', 'post', 'responses', String(status), 'content', type, 'schema');
    assert.equal(fitsAnswered(schema)(body), undefined, JSON.stringify(body));
  }
  const described = Object.entries(responses).flatMap(([status, { content }]) => {
    const schema = content?.['application/problem+json']?.schema;
    const { code } = (schema?.['properties'] ?? {}) as { code?: { enum: readonly string[] } };
    return code ? code.enum.map((one) => `${status} ${one}`) : [status];
  });
  assert.deepEqual([...given].toSorted(), described.toSorted());
});
