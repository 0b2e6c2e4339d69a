import assert from 'node:assert/strict';
import { test } from 'node:test';
import { app } from '@azure/functions';
import { collectApp } from '../../local/host/core-module.ts';
import { limit, testHost } from './support.ts';

test('hooks run around the app and each invocation, and share data', limit, async () => {
  const seen: string[] = [];
  const host = await testHost(() => {
    app.hook.appStart((context) => {
      seen.push('appStart');
      context.hookData['app'] = 'kept';
    });
    app.hook.appTerminate((context) => {
      seen.push(`appTerminate ${context.hookData['app']}`);
    });
    app.hook.preInvocation((context) => {
      context.hookData['one'] = 'between';
      const inner = context.functionHandler;
      context.functionHandler = async (...args) => `${await inner(...args)}, wrapped`;
    });
    app.hook.postInvocation((context) => {
      seen.push(`${context.hookData['one']}: ${context.result}`);
      context.result = { body: 'replaced' };
    });
    app.get('hooked', async () => 'the result' as never);
  });
  assert.deepEqual(seen, ['appStart']);
  const response = await fetch(`${host.url}/api/hooked`);
  assert.equal(await response.text(), 'replaced');
  assert.deepEqual(seen, ['appStart', 'between: the result, wrapped']);
  await host.stop();
  assert.equal(seen.at(-1), 'appTerminate kept');
});

test('a post-invocation hook may mend an error', limit, async () => {
  const host = await testHost(() => {
    app.hook.postInvocation((context) => {
      if (!context.error) return;
      context.error = null;
      context.result = { status: 418 };
    });
    app.get('broken', async () => {
      throw new Error('broken');
    });
  });
  assert.equal((await fetch(`${host.url}/api/broken`)).status, 418);
});

test('what the app logs has its level, function and invocation; log hooks may change it', limit, async () => {
  const host = await testHost(() => {
    app.hook.log((context) => {
      if (context.category === 'user') context.message = context.message.replace('secret', '***');
    });
    app.get('talks', async (_request, context) => {
      context.log('count', 3);
      context.warn('a secret');
      return { body: context.invocationId };
    });
  });
  const invocationId = await (await fetch(`${host.url}/api/talks`)).text();
  const said = host.log.filter(({ category }) => category === 'user');
  const common = { category: 'user', functionName: 'talks', invocationId };
  assert.deepEqual(said, [
    { ...common, level: 'information', message: 'count 3' },
    { ...common, level: 'warning', message: 'a ***' },
  ]);
});

test('functions and hooks can’t be registered when the app has started', limit, async () => {
  await testHost(() => app.get('early', async () => ({})));
  assert.throws(() => app.get('late', async () => ({})), /during app startup/);
  assert.throws(() => app.hook.appStart(() => {}), /during app startup/);
});

test('a name can be registered once', limit, async () => {
  const twice = collectApp(() => {
    app.get('same', async () => ({}));
    app.get('same', async () => ({}));
  });
  await assert.rejects(twice, /already been registered/);
});

test('what this host can’t run is refused at the start', limit, async () => {
  const start = (register: () => void) => assert.rejects(testHost(register), /the local host/);
  await start(() => app.eventGrid('grid', { handler: () => {} }));
  await start(() => app.storageQueue('queue', { queueName: 'q', connection: 'Elsewhere', handler: () => {} }));
  const extraOutputs = [{ type: 'queue', name: 'out', queueName: 'q', connection: 'x' }];
  await start(() => app.timer('extra', { schedule: '0 0 0 * * *', extraOutputs, handler: () => {} }));
});

test('a function that is switched off in the settings does not run', limit, async () => {
  const register = () => {
    app.get('on', async () => ({}));
    app.get('off', async () => ({}));
  };
  const host = await testHost(register, { env: { 'AzureWebJobs.off.Disabled': 'true' } });
  assert.equal((await fetch(`${host.url}/api/on`)).status, 200);
  assert.equal((await fetch(`${host.url}/api/off`)).status, 404);
});
