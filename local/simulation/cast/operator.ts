import type { TenantView } from '../../../shared/api/views/operations.ts';
import type { Redriven } from '../../../shared/lifecycle/redrive.ts';
import type { Stop } from '../scenario.ts';
import { TENANT } from '../tenant.ts';
import type { World } from '../world.ts';
import { Client } from './client.ts';
import { loseGate } from './nature.ts';
import { reckon } from './reckoner.ts';

/** Who stops everything of the tenant at times, starts it again, drives on what there is, and asks whom a broadcast would reach. */
export function operate(world: World): void {
  const blame = (error: unknown) => world.verdicts.blame('bad-answer', `The operator: ${String(error)}`);
  stopAndStart(world, new Client(world, 'the operator')).catch(blame);
  for (const at of world.scenario.redrives) world.time.after(at, () => void redrive(world).catch(blame));
  for (const at of world.scenario.dryRuns) {
    const client = new Client(world, 'who asks for a dry run');
    world.time.after(at, () => void reckon(world, client, { include: [{ type: 'everyone' }] }).catch(blame));
  }
}

async function stopAndStart(world: World, client: Client): Promise<void> {
  for (const stop of world.scenario.stops) {
    await client.pause(stop.after);
    await stopNow(world, client, stop);
    await client.pause(stop.lasts);
    await start(world, client);
  }
  if (world.scenario.stops.length === 0) return;
  // A request that was given up may be carried out long after: whoever looks sees it, and starts again.
  for (;;) {
    await client.pause(20_000, 60_000);
    const told = await client.call<TenantView>({ method: 'GET', path: `tenants/${TENANT}` });
    if (told?.status === 200 && told.body.sending === 'stopped') await start(world, client);
  }
}

async function stopNow(world: World, client: Client, { losesGate }: Stop): Promise<void> {
  const { sends, time, chance, timeline } = world;
  for (;;) {
    const answered = sends.stops.pause(TENANT);
    const told = await client.call({
      method: 'POST',
      path: `tenants/${TENANT}/stop`,
      body: { reason: 'it runs away' },
    });
    if (told?.status === 200) {
      timeline.note('all is stopped');
      answered(time.now);
      if (losesGate) time.after(3_000 * chance(), () => loseGate(world));
      return;
    }
    await client.pause(100, 3_000);
  }
}

async function start({ sends, timeline }: World, client: Client): Promise<void> {
  for (;;) {
    const answered = sends.stops.resume(TENANT);
    const told = await client.call({ method: 'POST', path: `tenants/${TENANT}/start` });
    if (told?.status === 200) {
      timeline.note('all is started again');
      answered();
      return;
    }
    await client.pause(100, 3_000);
  }
}

/** One broadcast or all, whichever: asked once, whatever comes of it. */
async function redrive(world: World): Promise<void> {
  const { chance, scenario, broadcasts, timeline, verdicts } = world;
  const client = new Client(world, 'who redrives');
  const ids = scenario.undertakings.flatMap(({ text }) => broadcasts.idsOf(text));
  const id = chance() < 0.5 ? ids[0] : undefined;
  timeline.note(`${id ?? 'everything'} is driven on`);
  const path = id === undefined ? 'redrive' : `broadcasts/${id}/redrive`;
  const told = await client.call<Redriven>({ method: 'POST', path });
  if (told && told.status >= 400 && told.status < 500) {
    verdicts.blame('bad-answer', `a redrive was answered ${JSON.stringify(told)}`);
  }
}
