import type { ResolveRequest } from '../broadcast/parse-resolve.ts';
import type { Redriven } from '../lifecycle/redrive.ts';
import type { BroadcastView, SourceView } from './views/broadcast.ts';

/** Whether a tenant's broadcasts may be sent, as the API shows it. */
export interface TenantView {
  readonly tenant: string;
  readonly sending: 'on' | 'stopped';
  /** Who turned it last, when and why; null: nobody ever has. */
  readonly since: string | null;
  readonly by: string | null;
  readonly reason: string | null;
  /** Broadcasts that have work, a change of their message too: they go on, or wait to. */
  readonly broadcasts: number;
}

/** Whom an audience comes to, as a broadcast would plan it now. */
export interface ResolvedView {
  readonly tenant: string;
  readonly asOf: string;
  /** All of the audience was looked at; if not, ask again with `cursor`: the answer then counts on from this one. */
  readonly complete: boolean;
  readonly cursor: string | null;
  /** Recipients: `reachable`, those of `unreachable`, and `unknown` together. */
  readonly total: number;
  /** The sources of `include` in their order; who is in two of them counts in both. */
  readonly bySource: readonly { readonly source: SourceView; readonly count: number }[];
  /** Who would be a recipient if nobody were excluded. */
  readonly excluded: number;
  readonly reachable: number;
  readonly unreachable: readonly {
    readonly code: string;
    readonly count: number;
    readonly message: string;
    readonly action: string;
  }[];
  /** Named, and nobody on record: they are tried by creating a chat. The first hundred ids. */
  readonly unknown: { readonly count: number; readonly ids: readonly string[] };
  /** Requests to Teams it takes: one a message, and one for each chat that must be created. */
  readonly requests: number;
  readonly duration: {
    /** At the rate that the tenant's gate has learned Teams takes; null: nothing was sent yet. */
    readonly atLearnedRate: Lasting | null;
    readonly atConfiguredRate: Lasting;
  };
}

/** How long it takes at a rate, if nothing else is being sent. */
export interface Lasting {
  /** Requests a second. */
  readonly rate: number;
  readonly ms: number;
}

export interface RedrivenView extends Redriven {}

/** What an operator can do beside sending. As of {@link Broadcasts}, each throws a Problem for what the caller is to be told. */
export interface Operations {
  /** Stores nothing. @throws {Problem} invalid-cursor, tenant-required, tenant-not-allowed */
  resolve(input: { request: ResolveRequest; tenant: string | undefined }): Promise<ResolvedView>;
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
