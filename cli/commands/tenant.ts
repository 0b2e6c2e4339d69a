import { confirm, isAttended } from '../ask.ts';
import type { Command } from '../command.ts';
import { tenantLines } from '../output/tenant-lines.ts';

/** Shows whether a tenant's broadcasts are sent, and who says so. */
export const tenant: Command = async ({ api, out }, [id = '']) => {
  await out.show(await api.tenant(id), tenantLines);
  return undefined;
};

/** Stops everything of a tenant. Nobody is asked: it is for an emergency, and can be undone. */
export const stopEverything: Command<{ readonly reason?: string }> = async ({ api, out }, [id = ''], { reason }) => {
  await out.show(await api.stopTenant(id, reason), tenantLines);
  out.note(`Cancel what should not go on before: carillon start-again ${id}`);
  return undefined;
};

/** Lets a tenant's broadcasts go on. What was not canceled is sent then, so a person is asked. */
export const startAgain: Command<{ readonly yes?: boolean }> = async ({ api, out, around }, [id = ''], { yes }) => {
  if (!yes && isAttended(around)) {
    for (const line of tenantLines(await api.tenant(id), out.people)) out.people.line(line);
    await confirm('Go on with all that was not canceled?', around);
  }
  await out.show(await api.startTenant(id), tenantLines);
  return undefined;
};
