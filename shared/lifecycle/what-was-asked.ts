import { createHash } from 'node:crypto';
import { type AudienceRequest, storedAudience } from '../broadcast/audience-request.ts';
import { type Message, storedMessage } from '../broadcast/message.ts';
import type { Context } from '../context.ts';
import { decodeBody } from '../records/body-row.ts';
import type { Broadcast } from '../records/broadcast.ts';
import { audienceRow, messageRow } from '../records/broadcast-keys.ts';
import { readPatiently } from '../storage/commit.ts';
import { DamagedRow } from '../storage/damaged-row.ts';

/** What a broadcast says, whole, and to whom. */
export interface Asked {
  /** In its newest version. */
  readonly message: Message;
  readonly audience: AudienceRequest;
}

/**
 * @throws {DamagedRow} also when one of them is not there
 */
export async function readAsked(context: Context, { tenant, id, version }: Broadcast): Promise<Asked> {
  const body = async <T>(key: string, read: (value: unknown) => T | undefined): Promise<T> => {
    const row = await readPatiently(context, context.tables.broadcasts, tenant, key);
    if (!row) throw new DamagedRow({ table: 'Broadcasts', partition: tenant, row: key }, 'p0');
    return decodeBody(row, tenant, read);
  };
  const [message, audience] = await Promise.all([
    body(messageRow(id, version), storedMessage),
    body(audienceRow(id), storedAudience),
  ]);
  return { message, audience };
}

/**
 * What somebody is shown who is to release a broadcast, as one word: all that its author and editor decided. Not how many
 * people it comes to: everyone is whoever is there when it begins, before its release as after it.
 */
export function fingerprintOf(broadcast: Broadcast, { message, audience }: Asked): string {
  const { id, tenant, version = 1, startsAt, startLocal, expiresAt, quietHours } = broadcast;
  const { priority, maxRate, onUncertain, webhook } = broadcast;
  const times = [startsAt, startLocal, expiresAt, quietHours];
  const decided = [id, tenant, version, message, audience, times, priority, maxRate, onUncertain, webhook];
  return createHash('sha256').update(JSON.stringify(decided)).digest('base64url');
}
