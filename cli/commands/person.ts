import type { Command } from '../command.ts';
import { personLines } from '../output/person-lines.ts';

/** Says whether a person can be reached, and what they got lately. */
export const person: Command<{ readonly tenant?: string }> = async ({ api, out }, [id = ''], { tenant }) => {
  await out.show(await api.person(id, new URLSearchParams(tenant === undefined ? {} : { tenant })), personLines);
  return undefined;
};
