/**
 * Exports one broadcast over HTTP, in a process of its own that holds no row of it: the table makes rows as they are
 * read. The reader is in the same process, so what it holds counts too.
 */
import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { getHeapStatistics } from 'node:v8';
import { app } from '@azure/functions';
import { collectApp } from '../../local/host/core-module.ts';
import { startHost } from '../../local/host/host.ts';
import { doorTo } from '../../local/http-routes.ts';
import { manyDeliveries } from '../../local/memory/many-deliveries.ts';
import { memoryTable } from '../../local/memory/memory-table.ts';
import { openBroadcasts } from '../../shared/api/broadcasts.ts';
import { createApp } from '../../shared/app.ts';
import { noteAnswers } from '../../shared/http/open-answers.ts';
import { exportDeliveries } from '../../shared/http/routes/export.ts';
import { newBroadcastId } from '../../shared/records/broadcast-id.ts';
import { broadcastChange } from '../../shared/records/store.ts';
import { SHARD_SIZE } from '../../shared/shard/shard.ts';

/** Memory is in bytes. */
export interface ExportResult {
  readonly rows: number;
  readonly bytes: number;
  readonly seconds: number;
  readonly storageOps: number;
  readonly peakHeap: number;
  readonly peakRss: number;
}

const TENANT = '00000000-0000-4000-8000-000000000000';
const [recipients = '', format = ''] = process.argv.slice(2);
const id = newBroadcastId(Date.now(), Math.random);
const stand = (i: number) =>
  i % 10 === 0 ? ({ state: 'failed', code: 'app-uninstalled' } as const) : ({ state: 'delivered' } as const);
const deliveries = manyDeliveries(TENANT, Math.ceil(Number(recipients) / SHARD_SIZE), stand);
const broadcasts = memoryTable(() => Date.now());
const at = Date.now();
const row = {
  id,
  tenant: TENANT,
  run: 1,
  createdBy: 'bench',
  createdAt: at,
  onUncertain: 'hold',
  summary: '',
} as const;
await broadcasts.write(TENANT, [broadcastChange({ ...row, audience: { include: [{ type: 'everyone' }] } }, 'w')]);
const real = await createApp(process.env).context();
const service = openBroadcasts({ ...real, tables: { ...real.tables, deliveries, broadcasts } }, [TENANT]);

const registered = await collectApp(() => {
  app.setup({ enableHttpStream: true });
  noteAnswers();
  app.get('export', {
    route: 'broadcasts/{id}/deliveries/export',
    handler: (request, invocation) => exportDeliveries(request, invocation, () => doorTo(service)),
  });
});
const host = await startHost({
  root: import.meta.dirname,
  app: registered,
  env: {},
  hostJson: { version: '2.0' },
  log: () => {},
});

let peakHeap = 0;
const sampling = setInterval(() => {
  peakHeap = Math.max(peakHeap, getHeapStatistics().used_heap_size);
}, 20);
const began = performance.now();
const request = get(`${host.url}/api/broadcasts/${id}/deliveries/export?format=${format}`);
const [response] = (await once(request, 'response')) as [IncomingMessage];
let rows = 0;
let bytes = 0;
for await (const chunk of response) {
  bytes += (chunk as Buffer).length;
  for (const byte of chunk as Buffer) if (byte === 10) rows++;
}
clearInterval(sampling);
const result: ExportResult = {
  rows: format === 'csv' ? rows - 1 : rows,
  bytes,
  seconds: (performance.now() - began) / 1_000,
  storageOps: deliveries.asked,
  peakHeap,
  peakRss: process.resourceUsage().maxRSS * 1024,
};
if (result.rows !== Number(recipients)) throw new Error(`${result.rows} rows came of ${recipients}.`);
console.log(JSON.stringify({ ready: true, ...result }));
process.exit();
