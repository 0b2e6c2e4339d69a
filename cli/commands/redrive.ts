import type { Command } from '../command.ts';
import { usageFailure } from '../failure.ts';
import { standing } from '../output/standing.ts';

/** Drives a broadcast on, or all that have work: whatever they wait for that is nobody's wish. */
export const redrive: Command<{ readonly tenant?: string }> = async ({ api, out }, [id], { tenant }) => {
  if (id !== undefined) {
    if (tenant !== undefined) throw usageFailure('--tenant is for all of its broadcasts: it goes without one of them.');
    await out.show(await api.act(id, 'redrive'), (broadcast, paper) => [standing(broadcast, paper)]);
    return undefined;
  }
  const query = new URLSearchParams(tenant === undefined ? {} : { tenant });
  await out.show(await api.redriveAll(query), ({ broadcasts }) => broadcasts);
  out.note('These go on. What was given up is on its queue again.');
  return undefined;
};
