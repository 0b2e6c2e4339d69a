import { createHash } from 'node:crypto';
import type { HttpRequest, HttpResponseInit } from '@azure/functions';
import type { BroadcastView } from '../api/views/broadcast.ts';
import { tagsIn } from './entity-tags.ts';
import { jsonResponse } from './responses.ts';

/**
 * An answer that is asked for again and again: with a strong ETag, made of its bytes, and 304 for who has it already
 * (RFC 9110, 13.1.2). Retry-After says when to ask again, as Azure's long-running operations do.
 * @param pollAfterMs null: there is nothing to wait for
 */
export function polledResponse(request: HttpRequest, body: unknown, pollAfterMs: number | null): HttpResponseInit {
  const tag = createHash('sha256').update(JSON.stringify(body)).digest('base64url').slice(0, 27);
  return taggedResponse(request, body, tag, retryAfter(pollAfterMs));
}

/** An answer with a strong ETag, and 304 for who has it already. */
export function taggedResponse(
  request: HttpRequest,
  body: unknown,
  tag: string,
  more: Record<string, string> = {},
): HttpResponseInit {
  // Who has it may keep it, to ask whether it is still so; nobody between may.
  const answer = jsonResponse(200, body, { 'Cache-Control': 'private, no-cache', ...more });
  const headers = { ...(answer.headers as Record<string, string>), ETag: `"${tag}"` };
  if (!isKnown(request.headers.get('if-none-match'), tag)) return { ...answer, headers };
  const { 'Content-Type': _, ...kept } = headers as Record<string, string>;
  return { status: 304, headers: kept };
}

/** What was asked for is under way: 202, with where to look and when. */
export function acceptedResponse(view: Pick<BroadcastView, 'id' | 'pollAfterMs'>): HttpResponseInit {
  return jsonResponse(202, view, {
    Location: `/api/broadcasts/${encodeURIComponent(view.id)}`,
    ...retryAfter(view.pollAfterMs),
  });
}

/** The header that says when to ask again, in whole seconds. */
function retryAfter(pollAfterMs: number | null): Record<string, string> {
  return pollAfterMs === null ? {} : { 'Retry-After': String(Math.ceil(pollAfterMs / 1_000)) };
}

/** Whether If-None-Match names a tag: weakly compared, as it must be; what is no list of tags names none. */
function isKnown(header: string | null, tag: string): boolean {
  if (header === null) return false;
  if (header.trim() === '*') return true;
  return tagsIn(header).some((known) => known.tag === tag);
}
