import type { Caller } from '../../access/caller.ts';
import type { Broadcasts } from '../../api/service.ts';
import type { AuditTrail } from '../../audit/trail.ts';
import type { Readiness } from '../../readiness/readiness.ts';

/** Opens what is behind the API. Called inside the handler, so that a failure to open is answered like any other. */
export type OpenDoor = () => Door | Promise<Door>;

/** What the API is reached through. */
export interface Door {
  /**
   * Who asks, by the headers of the request.
   * @throws {Problem} unauthenticated, invalid-token, forbidden, too-many-requests, sign-in-unavailable
   */
  callerOf(headers: { get(name: string): string | null }): Promise<Caller>;
  /** What a caller is let see: everything of their tenant, and nothing of another. */
  broadcasts(caller: Caller): Promise<Broadcasts>;
  /** Where it is kept who did what. */
  trail(): Promise<AuditTrail>;
  /** Whether this instance can do its work. */
  ready(): Promise<Readiness>;
}
