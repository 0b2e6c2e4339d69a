import { userKey } from '../../shared/audience/conversation.ts';
import type { Storage } from './process.ts';

export const TENANT = '11111111-2222-4333-8444-555555555555';

/** The id of a user, in the order of their numbers. */
export const userOf = (i: number): string => `00000000-0000-4000-8000-${String(i).padStart(12, '0')}`;

/** Puts so many people on record, each with a chat. */
export async function register({ tables }: Pick<Storage, 'tables'>, people: number): Promise<void> {
  for (let i = 0; i < people; i++) {
    const values = { v: 1, state: 'active', stateAt: 0, at: 0, conversation: `a:${i}` };
    await tables.conversations.write(TENANT, [{ do: 'put', key: userKey(userOf(i)), values }]);
  }
  const values = { v: 1, serviceUrl: 'https://teams.example/', serviceUrlAt: 0, seenAt: 0 };
  await tables.conversations.write('tenants', [{ do: 'put', key: TENANT, values }]);
}
