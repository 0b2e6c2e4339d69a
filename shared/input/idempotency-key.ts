export const idempotencyKeyPattern = /^[\x21-\x7e]{1,255}$/;

/** Whether a text is a key: 1 to 255 visible ASCII characters, a space not among them. */
export function isIdempotencyKey(text: string): boolean {
  return idempotencyKeyPattern.test(text);
}

/**
 * The key in an Idempotency-Key header: bare, or as a string in quotes (a structured field, RFC 9651, as the IETF draft
 * has it). Both forms of the same key are the same key. Undefined when it is none.
 */
export function readIdempotencyKey(header: string): string | undefined {
  const text = header.trim();
  if (!text.startsWith('"')) return isIdempotencyKey(text) ? text : undefined;
  const quoted = /^"((?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\["\\])*)"$/.exec(text)?.[1];
  const key = quoted?.replace(/\\(.)/g, '$1') ?? '';
  return isIdempotencyKey(key) ? key : undefined;
}
