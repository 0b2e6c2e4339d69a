import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { parseArgs } from 'node:util';
import { Api } from '../support/api.ts';
import { startOrg } from '../support/org.ts';
import { ownStorage } from '../support/own-storage.ts';
import { startApp } from '../support/running-app.ts';

/** What stands in the examples for ids that are others each time. */
const TENANT = '11111111-2222-4333-8444-555555555555';
const USER = 'aaaaaaaa-0000-4000-8000-000000000001';
const BROADCAST = /\b01m84xyb87tfxa8htcpe7kd99r\b/g;

/** A block of commands, and the answer that is shown after it, if one is. */
interface Example {
  readonly commands: readonly string[];
  readonly shown?: Readonly<Record<string, unknown>>;
}

/** Those of a page, in its order; what another heading is above is no answer. */
const examplesIn = (page: string): readonly Example[] => page.split(/^#{2,} /m).flatMap(examplesOf);

function examplesOf(section: string): readonly Example[] {
  const blocks = [...section.matchAll(/^```(\w+)\n(.*?)^```/gms)].map(([, language, text]) => ({
    language,
    text: text!,
  }));
  return blocks.flatMap(({ language, text }, i) => {
    if (language !== 'bash') return [];
    const commands = text
      .replaceAll('\\\n', ' ')
      .split(/^(?=curl )/m)
      .filter((line) => line.startsWith('curl '));
    const next = blocks[i + 1];
    const isShown = next?.language === 'json';
    return commands.length === 0 ? [] : [{ commands, ...(isShown && { shown: JSON.parse(next.text) }) }];
  });
}

/** What curl would send. */
function requestOf(command: string): { method: string; path: string; headers: Record<string, string>; body?: string } {
  const words = [...command.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare!);
  const options = {
    include: { type: 'boolean', short: 'i' },
    'remote-name': { type: 'boolean', short: 'O' },
    'remote-header-name': { type: 'boolean', short: 'J' },
    request: { type: 'string', short: 'X' },
    header: { type: 'string', short: 'H', multiple: true },
    data: { type: 'string', short: 'd' },
  } as const;
  const { values, positionals } = parseArgs({ args: words.slice(1), options, allowPositionals: true });
  const { pathname, search } = new URL(positionals[0]!);
  const headers = (values.header ?? []).map((header) => header.split(/:\s*/, 2) as [string, string]);
  return {
    method: values.request ?? (values.data === undefined ? 'GET' : 'POST'),
    path: `${pathname}${search}`,
    headers: Object.fromEntries(headers),
    ...(values.data !== undefined && { body: values.data }),
  };
}

test('every example of docs/api.md works as it stands there, and answers have the fields that are shown', async () => {
  const env = { CARILLON_WEBHOOK_SECRET: `whsec_${Buffer.alloc(24, 7).toString('base64')}` };
  const app = await startApp({ storage: await ownStorage(), env });
  const org = await startOrg(app, { users: 3 });
  const api = new Api(app, org);
  let id = '';
  const page = await readFile(new URL('../../docs/api.md', import.meta.url), 'utf8');
  const examples = examplesIn(page);
  assert.ok(examples.length > 5);
  for (const { commands, shown } of examples) {
    let answer: Record<string, unknown> = {};
    for (const command of commands) {
      if (/\/webhook\s*$/.test(command)) id = await api.send({ webhook: { url: 'http://127.0.0.1:9/nobody-listens' } });
      const own = command.replaceAll(TENANT, org.tenant).replaceAll(USER, org.ids[1]!).replaceAll(BROADCAST, id);
      const { method, path, ...init } = requestOf(own);
      // An author waits for the end, too.
      if (/\/(deliveries|retry|webhook)/.test(path)) await api.ended(id);
      const { status, body } = await api.call(method, path, init);
      const isLate = /\/(cancel|pause)$/.test(path) && body['code'] === 'broadcast-ended';
      assert.ok(status < 400 || isLate, `${command}\n${status} ${JSON.stringify(body)}`);
      if (path === '/api/broadcasts' && method === 'POST') id = String(body['id']);
      answer = body;
    }
    if (shown) assert.deepEqual(Object.keys(answer).toSorted(), Object.keys(shown).toSorted(), commands.join(''));
  }
});
