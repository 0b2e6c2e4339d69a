import type { BroadcastBody } from '../input/broadcast-body.ts';
import { resolvedLines } from '../output/resolved-lines.ts';
import type { Session } from '../session.ts';

/** Shows who would get it. Nothing is sent. */
export async function dryRun({ api, out }: Session, body: BroadcastBody): Promise<undefined> {
  const { audience, tenant, maxRate } = body;
  const asked = { audience, ...(tenant !== undefined && { tenant }), ...(maxRate !== undefined && { maxRate }) };
  let resolved = await api.resolve(asked);
  // A large audience is counted in several requests; each counts on from the one before.
  while (!resolved.complete && resolved.cursor !== null) {
    out.progress(`${resolved.total} people so far`);
    resolved = await api.resolve({ ...asked, cursor: resolved.cursor });
  }
  out.people.endProgress('forget');
  await out.show(resolved, resolvedLines);
  out.note('Nothing was sent.');
}
