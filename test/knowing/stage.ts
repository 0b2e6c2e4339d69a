import { doorTo } from '../../local/http-routes.ts';
import { openBroadcasts } from '../../shared/api/broadcasts.ts';
import type { Broadcasts } from '../../shared/api/service.ts';
import type { Context } from '../../shared/context.ts';
import { scanShards } from '../../shared/lifecycle/chain.ts';
import { createBroadcast } from '../../shared/lifecycle/create.ts';
import { tryEnd } from '../../shared/lifecycle/end.ts';
import { plan } from '../../shared/lifecycle/plan.ts';
import { readPlan } from '../../shared/records/store.ts';
import type { Delivery } from '../../shared/shard/delivery.ts';
import { readShard, writeShard } from '../../shared/shard/shard-store.ts';
import type { Table } from '../../shared/storage/table.ts';
import { openWorld, TENANT, type World } from '../fuzz/support/world.ts';
import { type Api, openApi } from '../http/call.ts';

/** The API over storage in memory, with broadcasts that stand as a test needs them. */
export interface Stage {
  readonly world: World;
  readonly context: Context;
  readonly broadcasts: Broadcasts;
  readonly api: Api;
  /** Reads of storage so far, single rows and ranges. */
  readonly reads: () => number;
  /** Lets time pass, ms. */
  pass(ms: number): Promise<void>;
  /** A planned broadcast to everybody; nobody sends it. */
  planned(text: string, createdBy?: string): Promise<string>;
  /** Makes deliveries stand as they are given, by the recipient's number in the order of the ids. */
  stand(id: string, how: (i: number) => Partial<Delivery> | undefined): Promise<void>;
  /** Ends a broadcast whose deliveries all stand. */
  end(id: string): Promise<void>;
}

export async function openStage(people: number, shardSize: number): Promise<Stage> {
  const world = await openWorld(people, shardSize);
  let reads = 0;
  const counted = (table: Table): Table => ({
    ...table,
    read: (...asked) => {
      reads++;
      return table.read(...asked);
    },
    range: (...asked) => {
      reads++;
      return table.range(...asked);
    },
  });
  const { conversations, broadcasts: rows, deliveries, gates } = world.context.tables;
  const tables = {
    conversations: counted(conversations),
    broadcasts: counted(rows),
    deliveries: counted(deliveries),
    gates: counted(gates),
  };
  const context: Context = { ...world.context, tables };
  const broadcasts = openBroadcasts(context, [TENANT]);

  return {
    world,
    context,
    broadcasts,
    api: openApi(() => doorTo(broadcasts)),
    reads: () => reads,
    pass: world.pass,
    async planned(text, createdBy = 'author') {
      const audience = { include: [{ type: 'everyone' }], exclude: [] } as const;
      const request = { message: { text, textFormat: 'plain' }, audience, onUncertain: 'hold' } as const;
      const created = createBroadcast(world.context, { request, tenant: TENANT, caller: createdBy, createdBy });
      const id = await world.settle(created);
      while (!(await readPlan(world.context, id))?.planned) {
        await world.settle(plan(world.context, { do: 'plan', tenant: TENANT, broadcast: id, run: 1 }));
      }
      return id;
    },
    async stand(id, how) {
      let first = 0;
      for await (const { key } of scanShards(world.context, id)) {
        const shard = (await readShard(world.context, { broadcast: id, key }))!;
        const from = first;
        const changed = shard.deliveries.map((d, i) => ({ ...d, ...how(from + i) }));
        await writeShard(world.context, id, shard, { ...shard, deliveries: changed });
        first += shard.deliveries.length;
      }
    },
    async end(id) {
      await world.settle(tryEnd(world.context, TENANT, id));
    },
  };
}
