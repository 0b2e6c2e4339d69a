import type { Command } from '../command.ts';
import { reachLines } from '../output/reach-lines.ts';

/** Counts who is on record, and who of them can be reached. */
export const reach: Command<{ readonly tenant?: string }> = async ({ api, out }, _, { tenant }) => {
  const query = tenant === undefined ? {} : { tenant };
  let reached = await api.reach(new URLSearchParams(query));
  // Very many are counted in several requests; each counts on from the one before.
  while (!reached.complete && reached.cursor !== null) {
    out.progress(`${reached.people.known} people so far`);
    reached = await api.reach(new URLSearchParams({ ...query, cursor: reached.cursor }));
  }
  out.people.endProgress('forget');
  await out.show(reached, reachLines);
  return undefined;
};
