/** What Storage Queues refuse, checked before anything is sent, so that every adapter refuses the same. */
import { MAX_HIDE_MS, MAX_MESSAGE_BYTES, MAX_TAKEN } from './limits.ts';
import { StorageRefused } from './table.ts';

/** What XML 1.0 cannot carry, or does not keep (a carriage return arrives as a line feed). JSON has none of it. */
const notXml = /[^\t\n\u0020-\ufffd]/;

/** @throws {StorageRefused} when the text is longer than 64 KiB or cannot travel as it is */
export function checkMessage(text: string): void {
  const bytes = Buffer.byteLength(text);
  if (bytes > MAX_MESSAGE_BYTES) throw new StorageRefused(`RequestBodyTooLarge: a message of ${bytes} bytes`);
  if (notXml.test(text) || !text.isWellFormed()) {
    throw new StorageRefused('InvalidXmlDocument: a message with a control character, or half a character');
  }
}

/**
 * Milliseconds as the service counts them.
 * @throws {StorageRefused} when it is longer than 7 days, or no number
 */
export function wholeSeconds(ms: number): number {
  if (!(ms <= MAX_HIDE_MS)) throw new StorageRefused(`OutOfRangeQueryParameterValue: hidden for ${ms} ms`);
  return Math.max(0, Math.ceil(ms / 1_000));
}

/** @throws {StorageRefused} when it is none, more than the service gives at once, or no whole number */
export function checkTaken(max: number): void {
  if (Number.isInteger(max) && max >= 1 && max <= MAX_TAKEN) return;
  throw new StorageRefused(`OutOfRangeQueryParameterValue: ${max} messages at once`);
}
