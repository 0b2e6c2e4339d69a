import type { Role } from './role.ts';

/** Who calls the API: a person, or a program. */
export interface Caller {
  /** Who it is, whatever its name becomes: idempotency keys belong to it. */
  readonly id: string;
  /** As it is shown to people. */
  readonly name: string;
  readonly roles: readonly Role[];
  /** The tenant of its token, and the only one it sees; absent in local mode. */
  readonly tenant?: string;
}

/** In local mode nobody signs in, and whoever calls may do everything. */
export const localCaller: Caller = { id: 'local', name: 'local', roles: ['admin'] };
