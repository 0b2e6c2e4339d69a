import type { Command } from '../command.ts';
import { broadcastLines } from '../output/broadcast-lines.ts';

/** Shows a broadcast as it is now. */
export const show: Command = async ({ api, out }, [id = '']) => {
  await out.show(await api.get(id), broadcastLines);
  return undefined;
};
