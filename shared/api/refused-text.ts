/** The text of a job that was refused: JSON, or whatever somebody took for it, as it is or in base64. */
import { decodedBase64 } from '../broadcast/parse-queued.ts';

/** As it can be read. */
export function plainOf(text: string): string {
  const decoded = decodedBase64(Buffer.from(text));
  return decoded ? Buffer.from(decoded).toString() : text;
}

/** With something in it written otherwise, and in base64 if it was. @param change of what can be read */
export function rewritten(text: string, change: (plain: string) => string): string {
  const plain = plainOf(text);
  const changed = change(plain);
  if (changed === plain) return text;
  return plain === text ? changed : Buffer.from(changed).toString('base64');
}

/** The URL of a webhook up to its query, also where it is not where it should be; the rest of the query behind that. */
const webhookQuery = /("webhook"\s*:\s*(?:\{[^{}]*?"url"\s*:\s*)?"[^"?]*\?)(?:[^"\\]|\\.)*/g;

/** Without the query of its webhook, which is often a key, and is not for everyone who may look. */
export function withoutKeys(text: string): string {
  return rewritten(text, (plain) => plain.replaceAll(webhookQuery, '$1…'));
}
