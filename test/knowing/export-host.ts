import { app } from '@azure/functions';
import { doorTo } from '../../local/http-routes.ts';
import { manyDeliveries } from '../../local/memory/many-deliveries.ts';
import { openBroadcasts } from '../../shared/api/broadcasts.ts';
import type { DeliveryView } from '../../shared/api/views/delivery.ts';
import { noteAnswers } from '../../shared/http/open-answers.ts';
import { deliveries as list } from '../../shared/http/routes/deliveries.ts';
import { exportDeliveries } from '../../shared/http/routes/export.ts';
import { newBroadcastId } from '../../shared/records/broadcast-id.ts';
import { broadcastRow } from '../../shared/records/broadcast-keys.ts';
import { encodeBroadcast } from '../../shared/records/broadcast-row.ts';
import { openWorld, TENANT } from '../fuzz/support/world.ts';
import { type TestHost, testHost } from '../host/support.ts';

/** The API of deliveries, on a host that streams, over a broadcast of so many full shards. */
export interface ExportHost {
  readonly host: TestHost;
  /** A broadcast with so many shards, one of them damaged if it is named. */
  add(shards: number, damaged?: number): Promise<Exported>;
}

export interface Exported {
  readonly url: string;
  /** How often storage was asked for its deliveries. */
  readonly asked: () => number;
  /** As the list has them, page by page. */
  listed(): Promise<readonly DeliveryView[]>;
}

export async function openExportHost(): Promise<ExportHost> {
  const { context } = await openWorld(1, 1);
  const services = new Map<string, ReturnType<typeof openBroadcasts>>();
  const doorOf =
    (id = '') =>
    () =>
      doorTo(services.get(id)!);
  const host = await testHost(() => {
    app.setup({ enableHttpStream: true });
    noteAnswers();
    app.get('export', {
      route: 'broadcasts/{id}/deliveries/export',
      handler: (request, invocation) => exportDeliveries(request, invocation, doorOf(request.params['id'])),
    });
    app.get('list', {
      route: 'broadcasts/{id}/deliveries',
      handler: (request, invocation) => list(request, invocation, doorOf(request.params['id'])),
    });
  });
  return {
    host,
    async add(shards, damaged) {
      const id = newBroadcastId(Date.UTC(2026, 10, 23), Math.random);
      const table = manyDeliveries(TENANT, shards, stand, damaged);
      const values = { ...encodeBroadcast({ ...broadcast, id }), wid: 'w' };
      await context.tables.broadcasts.write(TENANT, [{ do: 'put', key: broadcastRow(id), values }]);
      services.set(id, openBroadcasts({ ...context, tables: { ...context.tables, deliveries: table } }, [TENANT]));
      const url = `${host.url}/api/broadcasts/${id}/deliveries`;
      return {
        url: `${url}/export`,
        asked: () => table.asked,
        async listed() {
          const items: DeliveryView[] = [];
          for (let cursor: string | null = ''; cursor !== null; ) {
            const page = (await (await fetch(`${url}?limit=1000&cursor=${cursor}`)).json()) as {
              items: DeliveryView[];
              next: string | null;
            };
            items.push(...page.items);
            cursor = page.next;
          }
          return items;
        },
      };
    },
  };
}

const stand = (i: number) =>
  i % 10 === 0 ? ({ state: 'failed', code: 'app-uninstalled' } as const) : ({ state: 'delivered' } as const);

const broadcast = {
  tenant: TENANT,
  run: 1,
  createdBy: 'author',
  createdAt: Date.UTC(2026, 10, 23),
  onUncertain: 'hold',
  summary: 'Water is off',
  audience: { include: [{ type: 'everyone' }] },
} as const;
