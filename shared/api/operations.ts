import type { ResolveRequest } from '../broadcast/parse-resolve.ts';
import type { BroadcastView } from './views/broadcast.ts';
import type { RedrivenView, ResolvedView, TenantView } from './views/operations.ts';
import type { ReachView } from './views/reach.ts';

/** What an operator can do beside sending. As of {@link Broadcasts}, each throws a Problem for what the caller is to be told. */
export interface Operations {
  /** Stores nothing. @throws {Problem} invalid-cursor, tenant-required, tenant-not-allowed */
  resolve(input: { request: ResolveRequest; tenant: string | undefined }): Promise<ResolvedView>;
  /** Who is on record, and can be reached; `asOf` says when it was counted. @throws {Problem} invalid-cursor, tenant-required, tenant-not-allowed */
  reach(input: { tenant?: string; cursor?: string }): Promise<ReachView>;
  /** @throws {Problem} broadcast-not-found */
  redrive(id: string): Promise<BroadcastView>;
  /** Everything that has work, or a tenant's. @throws {Problem} tenant-not-allowed */
  redriveAll(input: { tenant?: string }): Promise<RedrivenView>;
  /** @throws {Problem} tenant-not-found, tenant-not-allowed, as do all that take a tenant's id */
  tenant(id: string): Promise<TenantView>;
  /** Answers only once nothing more can be sent. @throws {Problem} stop-unconfirmed */
  stopTenant(id: string, by: string, reason: string | undefined): Promise<TenantView>;
  /** @throws {Problem} stop-unconfirmed */
  startTenant(id: string, by: string): Promise<TenantView>;
}
