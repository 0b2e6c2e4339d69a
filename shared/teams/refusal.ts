import { isObject } from '../input/fields.ts';

/** What the body of an error answer says. */
export interface Refusal {
  readonly code?: string;
  readonly message?: string;
}

/** Enough of a message to recognise it by; it is read by people and by patterns. */
const MESSAGE_LIMIT = 500;

/**
 * Reads an error answer of the Connector. Most have `{ error: { code, message } }`. A conversation closed to us answers
 * `{ errorCode, message }`, where the message is JSON again, with the code in `subCode`. Gateways answer with HTML, or
 * with nothing.
 * @param body as text, whatever it is
 */
export function refusalOf(body: string): Refusal {
  const value = json(body);
  if (!isObject(value)) return {};
  const { error, errorCode, message } = value;
  if (isObject(error)) return refusal(error['code'], error['message']);
  const inner = typeof message === 'string' ? json(message) : undefined;
  if (isObject(inner)) return refusal(inner['subCode'] ?? errorCode, inner['details']);
  return refusal(errorCode, message);
}

function refusal(code: unknown, message: unknown): Refusal {
  const name = typeof code === 'number' ? String(code) : code;
  return {
    ...(typeof name === 'string' && name !== '' && { code: name }),
    ...(typeof message === 'string' && { message: message.slice(0, MESSAGE_LIMIT) }),
  };
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
