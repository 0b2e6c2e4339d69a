import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http';
import { STATUS_CODES } from 'node:http';

export type StorageService = 'table' | 'queue';

export interface StorageAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders | OutgoingHttpHeaders;
  readonly body: Buffer;
}

/** An error as the services word it: in JSON for tables, in XML for queues. */
export function errorAnswer(service: StorageService, status: number, code: string): StorageAnswer {
  const json = JSON.stringify({ 'odata.error': { code, message: { lang: 'en-US', value: 'as told' } } });
  const xml = `<?xml version="1.0" encoding="utf-8"?><Error><Code>${code}</Code><Message>as told</Message></Error>`;
  const [type, text] =
    service === 'queue' ? ['application/xml', xml] : ['application/json;odata=minimalmetadata', json];
  return { status, headers: { 'content-type': type, 'x-ms-error-code': code }, body: Buffer.from(text) };
}

/** An answer as it goes over the wire. */
export function asBytes({ status, headers, body }: StorageAnswer): Buffer {
  const { 'transfer-encoding': _, ...others } = headers;
  const all = status === 204 ? others : { ...others, 'content-length': body.length };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${String(value)}\r\n`);
  return Buffer.concat([
    Buffer.from(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${lines.join('')}\r\n`),
    body,
  ]);
}
