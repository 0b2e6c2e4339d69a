/**
 * Plans one broadcast to everybody, page after page, in a process that does nothing else; says what memory it took.
 * The context is the app's own; only the queue of plan jobs is replaced by a loop, and nobody takes the deliver jobs.
 */
import { getHeapStatistics } from 'node:v8';
import { createApp } from '../../shared/app.ts';
import { createBroadcast } from '../../shared/lifecycle/create.ts';
import { plan } from '../../shared/lifecycle/plan.ts';
import { parsePlanJob } from '../../shared/records/jobs.ts';
import { readPlan } from '../../shared/records/store.ts';

/** Memory is in bytes. */
export interface PlanResult {
  readonly seconds: number;
  readonly shards: number;
  readonly pages: number;
  /** The highest resident set: all of the process, Node itself included. */
  readonly peakRss: number;
  /** Before anything was planned. */
  readonly rssAtStart: number;
  readonly peakHeap: number;
  /** User and system, µs, of the planning alone. */
  readonly cpuMicros: number;
}

const tenant = process.argv[2] ?? '';
const real = await createApp(process.env).context();
const jobs: string[] = [];
const plans = { ...real.queues.plan, put: async (text: string) => void jobs.push(text) };
const context = { ...real, queues: { ...real.queues, plan: plans } };

const rssAtStart = process.memoryUsage.rss();
let peakHeap = 0;
const sampling = setInterval(() => {
  peakHeap = Math.max(peakHeap, getHeapStatistics().used_heap_size);
}, 20);
const began = performance.now();
const cpuBefore = process.cpuUsage();
const message = { text: 'Water is off until 14:00', textFormat: 'markdown', summary: 'Water is off' } as const;
const audience = { include: [{ type: 'everyone' }], exclude: [] } as const;
const request = { message, audience, onUncertain: 'hold' } as const;
const id = await createBroadcast(context, { request, tenant, caller: 'bench', createdBy: 'bench' });
let pages = 0;
for (let job = jobs.shift(); job !== undefined; job = jobs.shift(), pages++) await plan(context, parsePlanJob(job)!);
clearInterval(sampling);
const { user, system } = process.cpuUsage(cpuBefore);

const { shards = 0, planned = false } = (await readPlan(context, id)) ?? {};
if (!planned) throw new Error('The broadcast is not planned to its end.');
const result: PlanResult = {
  seconds: (performance.now() - began) / 1000,
  shards,
  pages,
  peakRss: process.resourceUsage().maxRSS * 1024,
  rssAtStart,
  peakHeap,
  cpuMicros: user + system,
};
console.log(JSON.stringify({ ready: true, ...result }));
process.exit();
