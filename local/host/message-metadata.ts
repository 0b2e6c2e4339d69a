import type { DequeuedMessageItem } from '@azure/storage-queue';
import type { TypedData } from './contract.ts';

/**
 * `context.triggerMetadata` of a queue message, as the real host gives it (the library turns the names into camel case):
 * times are text, and the members of a message that is a JSON object come on top, **over** names such as `id`.
 */
export function messageMetadata(message: DequeuedMessageItem, text: string): Record<string, TypedData> {
  return {
    QueueTrigger: { string: text },
    DequeueCount: { json: String(message.dequeueCount) },
    ExpirationTime: time(message.expiresOn),
    Id: { string: message.messageId },
    InsertionTime: time(message.insertedOn),
    NextVisibleTime: time(message.nextVisibleOn),
    PopReceipt: { string: message.popReceipt },
    ...members(text),
  };
}

function time(date: Date): TypedData {
  return {
    json: JSON.stringify(
      date
        .toISOString()
        .replace(/(\.\d*?)0*Z$/, '$1+00:00')
        .replace('.+', '+'),
    ),
  };
}

function members(text: string): Record<string, TypedData> {
  if (!/^\s*\{.*\}\s*$/s.test(text)) return {};
  try {
    const entries = Object.entries(JSON.parse(text) as object).filter(([, v]) => v !== null && !Array.isArray(v));
    return Object.fromEntries(
      entries.map(([key, v]) => [key, typeof v === 'object' ? { json: JSON.stringify(v) } : { string: String(v) }]),
    );
  } catch {
    return {};
  }
}
