import type { Command } from '../command.ts';
import { reasonLines } from '../output/reason-lines.ts';

/** Says why people did not get a broadcast, each reason with how many it concerns. */
export const reasons: Command = async ({ api, out }, [id = '']) => {
  await out.show(await api.reasons(id), reasonLines);
  return undefined;
};
