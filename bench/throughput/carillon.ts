/**
 * Carillon's own sending: a broadcast to everybody from its creation to its end, through the real planner, sender and
 * Connector client, with every row written to the storage emulator. Only two things are not as in production: the rate,
 * which no tenant's limit holds down here, and the Functions host, in whose place this process takes the jobs off the
 * queues itself.
 */

import { createIds } from '../../local/teams/org/ids.ts';
import { createApp } from '../../shared/app.ts';
import type { Context } from '../../shared/context.ts';
import { deliver } from '../../shared/delivery/deliver.ts';
import { createBroadcast } from '../../shared/lifecycle/create.ts';
import { plan } from '../../shared/lifecycle/plan.ts';
import { onePaceEach } from '../../shared/pace/paces.ts';
import { broadcastRow } from '../../shared/records/broadcast-keys.ts';
import { decodeBroadcast } from '../../shared/records/broadcast-row.ts';
import { parseDeliverJob, parsePlanJob } from '../../shared/records/jobs.ts';
import { seedConversations } from '../storage/seed.ts';
import { conversations, people, serveRounds, serviceUrl, text } from './sender.ts';
import { wakingQueue } from './waking-queue.ts';

/** Requests a second that the pace allows: more than this process can send. */
const RATE = 20_000;
const tenant = '00000000-0000-4000-8000-000000000000';

const app = createApp(process.env);
const real = await app.context();
const queues = { ...real.queues, deliver: wakingQueue(real.queues.deliver), plan: wakingQueue(real.queues.plan) };
const context: Context = {
  ...real,
  queues,
  rate: RATE,
  pace: onePaceEach(() => context),
};

const ids = createIds(1, '28:bench');
const everybody = conversations.map((conversation, i) => {
  const facts = { name: `Person ${i}`, locale: 'en-GB', timeZone: 'Europe/London' };
  return { aadObjectId: ids.aadObjectId(i), user: ids.userId(i), conversation, ...facts };
});
await seedConversations(context.tables.conversations, tenant, serviceUrl, everybody);

queues.deliver.work(async (message) => {
  const job = parseDeliverJob(message);
  if (job) await deliver(context, job);
});
queues.plan.work(async (message) => {
  const job = parsePlanJob(message);
  if (job) await plan(context, job);
});

serveRounds(async () => {
  const message = { text, textFormat: 'markdown', summary: text } as const;
  const audience = { include: [{ type: 'everyone' }], exclude: [] } as const;
  const request = { message, audience, onUncertain: 'hold' } as const;
  const id = await createBroadcast(context, { request, tenant, caller: 'bench', createdBy: 'bench' });
  for (;;) {
    await queues.deliver.idle();
    const row = await context.tables.broadcasts.read(tenant, broadcastRow(id));
    const { end } = decodeBroadcast(row!, tenant);
    if (end && end.counts.delivered !== people) throw new Error(`Not delivered to all: ${JSON.stringify(end.counts)}`);
    if (end) return;
    await context.clock.sleep(20);
  }
});
