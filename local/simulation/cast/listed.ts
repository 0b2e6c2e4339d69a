import type { DeliveryView, ReasonsView } from '../../../shared/api/views/delivery.ts';
import type { PageOf } from '../../../shared/api/views/page.ts';
import type { World } from '../world.ts';
import type { Client, Told } from './client.ts';

/**
 * All deliveries of a broadcast as the API lists them, page by page: states by recipient. Blames a list that names somebody
 * twice, and reasons that are not those of the list.
 */
export async function listed(world: World, client: Client, id: string): Promise<ReadonlyMap<string, string>> {
  const states = new Map<string, string>();
  const reasons = new Map<string, number>();
  for (let cursor: string | null = ''; cursor !== null; ) {
    const path: string = `broadcasts/${id}/deliveries?limit=37&cursor=${encodeURIComponent(cursor)}`;
    const told: Told<PageOf<DeliveryView>> | undefined = await client.call({ method: 'GET', path });
    if (told?.status !== 200) continue;
    for (const { recipient, state, reason } of told.body.items) {
      if (states.has(recipient.id)) world.verdicts.blame('counts-wrong', `${recipient.id} is listed twice`);
      states.set(recipient.id, state);
      if (reason) reasons.set(reason.code, (reasons.get(reason.code) ?? 0) + 1);
    }
    cursor = told.body.next;
  }
  await checkReasons(world, client, id, reasons);
  return states;
}

/** The reasons are counted by columns of their own: they must be what the deliveries say. */
async function checkReasons(
  { verdicts }: World,
  client: Client,
  id: string,
  counted: ReadonlyMap<string, number>,
): Promise<void> {
  for (;;) {
    const told = await client.call<ReasonsView>({ method: 'GET', path: `broadcasts/${id}/reasons` });
    if (told?.status !== 200) continue;
    const { items } = told.body;
    if (items.length === counted.size && items.every(({ code, count }) => counted.get(code) === count)) return;
    verdicts.blame('counts-wrong', `Reasons ${JSON.stringify(items)} of ${JSON.stringify([...counted])}`);
    return;
  }
}
