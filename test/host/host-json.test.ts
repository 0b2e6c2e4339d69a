import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseHostJson } from '../../local/host/host-json.ts';
import { parseTimeSpan } from '../../local/host/time-span.ts';

test('an empty host.json has the real host’s defaults', () => {
  assert.deepEqual(parseHostJson({ version: '2.0' }), {
    routePrefix: 'api',
    queues: {
      batchSize: 16,
      newBatchThreshold: 8,
      maxPollingIntervalMs: 60_000,
      visibilityTimeoutMs: 0,
      maxDequeueCount: 5,
      messageEncoding: 'base64',
    },
    logLevel: 'information',
  });
});

test('its settings are read, and the environment wins over them', () => {
  const json = {
    extensions: {
      http: { routePrefix: '' },
      queues: { batchSize: 4, maxPollingInterval: '00:00:02', messageEncoding: 'none' },
    },
    logging: { logLevel: { default: 'Warning' } },
  };
  const env = {
    AzureFunctionsJobHost__extensions__queues__batchSize: '2',
    azurefunctionsjobhost__logging__logLevel__default: 'Error',
  };
  const settings = parseHostJson(json, env);
  assert.equal(settings.routePrefix, '');
  assert.equal(settings.queues.batchSize, 2);
  assert.equal(settings.queues.newBatchThreshold, 1);
  assert.equal(settings.queues.maxPollingIntervalMs, 2000);
  assert.equal(settings.queues.messageEncoding, 'none');
  assert.equal(settings.logLevel, 'error');
});

test('what the real host would refuse is refused', () => {
  const queues = [
    { batchSize: 33 },
    { batchSize: 0 },
    { newBatchThreshold: -1 },
    { maxPollingInterval: '00:00:00.05' },
  ];
  for (const wrong of [...queues, { maxDequeueCount: 0 }, { messageEncoding: 'utf8' }, { visibilityTimeout: 'soon' }]) {
    assert.throws(
      () => parseHostJson({ extensions: { queues: wrong } }),
      /^RangeError: host\.json/,
      JSON.stringify(wrong),
    );
  }
});

test('time spans', () => {
  assert.equal(parseTimeSpan('00:10:00'), 600_000);
  assert.equal(parseTimeSpan('01:30'), 5_400_000);
  assert.equal(parseTimeSpan('2.03:04:05'), 183_845_000);
  assert.equal(parseTimeSpan('00:00:00.1'), 100);
  assert.equal(parseTimeSpan('00:00:00.0500000'), 50);
  for (const none of ['', '10', '24:00:00', '00:60:00', '00:00:60', '-00:00:01'])
    assert.equal(parseTimeSpan(none), undefined);
});
