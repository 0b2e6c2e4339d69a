import type { Role } from '../../access/role.ts';
import type { ErrorCode } from '../../errors/catalogue.ts';
import type { Route } from '../guarded.ts';
import type { Method } from '../handle.ts';
import type { QueryShape } from '../read-query.ts';
import type { AskedName, ShownName } from './schemas.ts';

/** What one method of an address does, for who makes a client. Who may, its route says. */
export interface Operation {
  /** What a client calls it. */
  readonly id: string;
  readonly summary: string;
  readonly description?: string;
  readonly query?: QueryShape;
  readonly body?: { readonly is: AskedName; readonly mayBeMissing?: true };
  /** Whether the same request twice is told by a header. */
  readonly idempotent?: true;
  /** Whether it is for a version that was read, by a header. */
  readonly ifMatch?: true;
  readonly answer: Answer;
  /** The problems that are its own, beside those that follow from its address, its query and its body. */
  readonly problems?: readonly ErrorCode[];
}

export interface Answer {
  readonly status: 200 | 202;
  readonly says: string;
  /** Absent: it is no JSON. */
  readonly is?: ShownName;
  /** It is asked for again and again: with an ETag, and 304 for who has it already. */
  readonly polled?: true;
  /** It has an ETag, too, and there is nothing to wait for. */
  readonly tagged?: true;
  /** It says where to look for what became of it. */
  readonly located?: true;
  /** It may say when to ask again. */
  readonly retryAfter?: true;
  /** What is streamed, by its media type. */
  readonly streamed?: Readonly<Record<string, string>>;
}

/** An address and its methods, each with the role it needs. */
export interface Address {
  readonly path: string;
  readonly tag: string;
  readonly operations: readonly (Operation & { readonly method: Method; readonly needs: Role })[];
}

/**
 * Describes an address: each method that its route has, and no other.
 * @param path as the function registers it
 */
export function describe<M extends Method>(
  path: string,
  tag: string,
  route: Route<M>,
  operations: Readonly<Record<M, Operation>>,
): Address {
  const methods = Object.keys(route.needs) as M[];
  return {
    path,
    tag,
    operations: methods.map((method) => ({ method, needs: route.needs[method], ...operations[method] })),
  };
}
