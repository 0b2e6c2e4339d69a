import { tagsIn } from './entity-tags.ts';

/** The entity tag of a message: a version of it is never changed, so its number says all. */
export const messageTag = (version: number): string => String(version);

/**
 * The versions that somebody who edits may have seen, by their If-Match (RFC 9110, 13.1.1): only strong tags count, and what
 * is no list of tags names none.
 * @returns absent: whatever it is
 */
export function seenIn(ifMatch: string | null): readonly number[] | undefined {
  if (ifMatch === null || ifMatch.trim() === '*') return undefined;
  return tagsIn(ifMatch).flatMap(({ tag, isWeak }) => (!isWeak && /^[1-9]\d*$/.test(tag) ? [Number(tag)] : []));
}
