import type { ProblemDetail } from '../errors/problem.ts';

/** What can be wrong with a field, by its stable code. */
export const faultCodes = {
  'malformed-json': 'not JSON in UTF-8',
  'body-too-large': 'more bytes than are taken',
  'missing-field': 'a field that must be there is not',
  'unknown-field': 'a field that this version does not know',
  'duplicate-field': 'the same name twice in one object',
  'wrong-type': 'another JSON type than is needed',
  'unknown-value': 'not one of the values there are',
  'invalid-number': 'a number too large for JSON programs to agree on',
  'invalid-characters': 'control characters, or half of a surrogate pair',
  'too-deep': 'nested deeper than is taken',
  'too-long': 'longer than is taken',
  'too-many-items': 'a list longer than is taken',
  'empty-list': 'a list that must hold something and does not',
  'empty-text': 'a text without anything to read',
  'text-and-card': 'both a text and a card',
  'text-or-card-missing': 'neither a text nor a card',
  'text-format-with-card': 'a format of the text where there is none',
  'message-too-large': 'above what Teams takes in one message',
  'not-an-adaptive-card': 'another type of card',
  'card-version-invalid': 'a version that is none',
  'card-version-unsupported': 'a version that Teams does not take',
  'card-refresh': 'a card that would call the bot each time somebody looks at it',
  'unknown-card-element': 'an element that Adaptive Cards in Teams do not have',
  'unknown-card-action': 'an action that Adaptive Cards in Teams do not have',
  'unknown-source-type': 'a source of recipients that this version does not know',
  'not-a-test-audience': 'a test that is for others than a few users who are named',
  'invalid-id': 'not an AAD object id',
  'invalid-tenant': 'not a tenant id or domain',
  'invalid-time': 'not a date and time, or not a time of day',
  'time-passed': 'a time that has passed already',
  'time-too-far': 'a time too far ahead',
  'expires-before-start': 'an end before the beginning',
  'invalid-quiet-hours': 'quiet hours that never or always hold',
  'invalid-webhook-url': 'not a URL that a webhook can have',
  'webhook-not-allowed': 'a webhook that the settings do not allow',
  'invalid-rate': 'not a whole number from 1 to the rate of the tenant',
  'invalid-idempotency-key': 'not an idempotency key',
  'too-many-problems': 'faults beyond those that are listed',
} as const;

export type FaultCode = keyof typeof faultCodes;

/** More than a person reads; what is beyond is counted only, so that an answer stays small whatever was sent. */
const LISTED = 100;
const POINTER_LENGTH = 1_000;

/** What faults are told to as they are found. */
export interface Noting {
  /** @param path JSON pointer */
  add(path: string, code: FaultCode, message: string): void;
}

/** Gathers the faults of one input, so that its sender learns of all of them at once. */
export class Faults implements Noting {
  readonly #listed: ProblemDetail[] = [];
  #count = 0;

  /** @param path JSON pointer; one of over 1,000 characters is cut to the closest parent that is not */
  add(path: string, code: FaultCode, message: string): void {
    this.#count += 1;
    if (this.#listed.length < LISTED) this.#listed.push({ path: bounded(path), code, message });
  }

  get count(): number {
    return this.#count;
  }

  /** In the order found: at most 100, and one more (`too-many-problems`) that counts the rest. */
  list(): readonly ProblemDetail[] {
    const rest = this.#count - this.#listed.length;
    if (rest === 0) return this.#listed;
    return [...this.#listed, { path: '', code: 'too-many-problems', message: `There are ${rest} more problems.` }];
  }
}

/** The pointer to a member or item of what `path` points to. */
export function child(path: string, name: string | number): string {
  return `${path}/${String(name).replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

function bounded(path: string): string {
  let cut = path;
  while (cut.length > POINTER_LENGTH) cut = cut.slice(0, cut.lastIndexOf('/'));
  return cut.toWellFormed();
}
