import type { Place } from './places.ts';

/** What a request to the Connector can ask for. */
export const OPERATIONS = [
  'create',
  'send',
  'reply',
  'update',
  'delete',
  'members',
  'member',
  'pagedmembers',
  'team',
  'channels',
  'unknown',
] as const;

export type Operation = (typeof OPERATIONS)[number];

/** The part of a posted activity that Teams looks at; the rest is kept as it came. */
export interface PostedActivity {
  readonly type: string;
  readonly text?: string;
  readonly attachments?: readonly unknown[];
  readonly [field: string]: unknown;
}

/** One request, as it arrived. */
export interface ArrivedRequest {
  /** Counted from 1, in the order of arrival. */
  readonly number: number;
  /** Milliseconds since 1970 by a clock that never goes back. */
  readonly at: number;
  readonly method: string;
  /** Path and query, as sent. */
  readonly path: string;
  readonly operation: Operation;
  /** The region and tenant that stood before `/v3` in the path, where they did. */
  readonly region: string | undefined;
  readonly tenant: string | undefined;
  /** The conversation's id from the path. */
  readonly conversation: string | undefined;
  /** The activity, member or team id from the path. */
  readonly target: string | undefined;
  readonly query: URLSearchParams;
  /** The place the conversation's id names; undefined when it names none of ours. */
  readonly place: Place | undefined;
  /** The user it is about: of the personal chat, or to be created. */
  readonly user: number | undefined;
  /** The parsed body: undefined when there was none or it was no JSON object. */
  readonly body: Readonly<Record<string, unknown>> | undefined;
  /** Length of the body in UTF-16 bytes, as Teams counts. */
  readonly bodySize: number;
  /** The header Authorization, as it came. */
  readonly authorization: string | undefined;
}

/** A user: index, Entra object id or `29:` id (or, where it says so, the id of the personal chat). */
export type UserRef = number | string;

/** Which requests are meant: those for which all the given fields hold, or for which the function says so. */
export type RequestFilter =
  | ((request: ArrivedRequest) => boolean)
  | { readonly user?: UserRef; readonly operation?: Operation | readonly Operation[] };
