/** The register of tenants, in the table `Conversations`: where Teams is for each. */

import { Columns } from '../storage/columns.ts';
import { unlessDamaged } from '../storage/damaged-row.ts';
import type { Patience } from '../storage/patience.ts';
import type { Row, Table } from '../storage/table.ts';
import { TENANTS, tenantRow } from './conversation.ts';
import { rewriteRow } from './rewrite-row.ts';

export interface Tenant {
  /** Where the Bot Connector is for everybody of this tenant. */
  readonly serviceUrl: string;
  /** The time of the newest activity known to have come with it, ms since 1970. */
  readonly serviceUrlAt: number;
  /** When this row was last written, ms since 1970 by our clock: the tenant was alive then. */
  readonly seenAt: number;
}

/** Reads a row of the register. @throws {DamagedRow} */
export function decodeTenant({ key, values }: Pick<Row, 'key' | 'values'>): Tenant {
  const c = new Columns({ table: 'Conversations', partition: TENANTS, row: key }, values);
  const serviceUrl = c.text('serviceUrl');
  if (!URL.canParse(serviceUrl)) c.damaged('serviceUrl');
  return { serviceUrl, serviceUrlAt: c.instant('serviceUrlAt'), seenAt: c.instant('seenAt') };
}

/** What an activity says: this tenant was reached here then. */
export interface Sighting {
  readonly tenant: string;
  readonly serviceUrl: string;
  /** When it happened, ms since 1970. */
  readonly at: number;
}

/**
 * The time beside an unchanged address is moved on in steps of this, ms: one row, which all users of a tenant share,
 * must not be written by each of ten thousand installs. So an activity that comes late may win over one that is newer
 * by less than this; the next one mends it.
 */
const STEP_MS = 1_000;

/** Keeps the register, and remembers what this process has read and written, so that most sightings cost nothing. */
export interface Register {
  /**
   * The newest address of a tenant wins, by the time of the activity.
   * @throws {StorageUnavailable} when it could not be written; doing it again is safe
   */
  note(sighting: Sighting): Promise<void>;
}

/** @param table the table `Conversations` */
export function openRegister(patience: Patience, now: () => number, table: Table): Register {
  const known = new Map<string, Tenant>();
  /** One write of a tenant at a time: of fifty installs that arrive together most have nothing to add to the first. */
  const writing = new Map<string, Promise<void>>();
  /** The newest sighting: it is what is written. Where many have piled up, none waits for a write for each second of them. */
  const newest = new Map<string, Sighting>();

  async function note(sighting: Sighting): Promise<void> {
    const key = tenantRow(sighting.tenant);
    const heard = newest.get(key);
    const latest = heard && !isNewer(sighting, heard) ? heard : sighting;
    newest.set(key, latest);
    while (!isOld(sighting, known.get(key))) {
      const others = writing.get(key);
      if (others) {
        // Where it fails, all who waited for it fail: to try one after the other, each for as long, would keep them for ever.
        await others;
      } else {
        const own = write(key, newest.get(key) ?? latest).finally(() => writing.delete(key));
        writing.set(key, own);
        return own;
      }
    }
  }

  async function write(key: string, { serviceUrl, at }: Sighting): Promise<void> {
    let latest: Tenant | undefined;
    await rewriteRow(patience, table, TENANTS, key, (row) => {
      // A damaged row is as good as none: what is heard now is newer than anything it held.
      const before = row && unlessDamaged(() => decodeTenant(row), ignored);
      const old = isOld({ serviceUrl, at }, before);
      latest = old ? before : { serviceUrl, serviceUrlAt: at, seenAt: now() };
      return old ? undefined : { v: 1, ...latest };
    });
    if (latest) known.set(key, latest);
  }

  return { note };
}

/** At the same time the greater address: any rule would do, as long as it is one. */
function isNewer(one: Sighting, other: Sighting): boolean {
  return one.at > other.at || (one.at === other.at && one.serviceUrl > other.serviceUrl);
}

/** Nothing to write: an older address, or the same one not much later. */
function isOld({ serviceUrl, at }: Omit<Sighting, 'tenant'>, known: Tenant | undefined): boolean {
  if (!known) return false;
  if (serviceUrl === known.serviceUrl) return at < known.serviceUrlAt + STEP_MS;
  return at < known.serviceUrlAt || (at === known.serviceUrlAt && serviceUrl < known.serviceUrl);
}

function ignored(): void {}
