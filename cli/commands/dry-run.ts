import type { BroadcastBody } from '../input/broadcast-body.ts';
import { outline } from '../output/outline.ts';
import type { Session } from '../session.ts';

/** Shows who would get it. Nothing is sent. */
export async function dryRun({ api, out }: Session, body: BroadcastBody): Promise<undefined> {
  const { audience, tenant, rate } = body;
  const asked = { audience, ...(tenant !== undefined && { tenant }), ...(rate !== undefined && { rate }) };
  await out.show(await api.resolve(asked), outline);
  out.note('Nothing was sent.');
}
