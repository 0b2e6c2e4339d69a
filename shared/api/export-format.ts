import type { DeliveryView } from './views/delivery.ts';

/** A form in which deliveries are exported. */
export interface ExportFormat {
  readonly type: string;
  /** What a file of it is called after the point. */
  readonly extension: string;
  /** What comes before the first row. */
  readonly head: string;
  row(delivery: DeliveryView): string;
  /** The last line of one that broke off, so that nobody takes it for whole. */
  broken(problem: object): string;
}

const columns = ['type', 'id', 'state', 'attempts', 'at', 'reason', 'message', 'action'] as const;

/**
 * RFC 4180, for spreadsheets: CRLF, a row of names, and a byte order mark, without which Excel does not take it for UTF-8.
 */
const csv: ExportFormat = {
  type: 'text/csv; charset=utf-8; header=present',
  extension: 'csv',
  head: `\ufeff${columns.join(',')}\r\n`,
  row: ({ recipient, state, attempts, at, reason }) =>
    line([recipient.type, recipient.id, state, attempts, at, reason?.code, reason?.message, reason?.action]),
  broken: (problem) => line(['INCOMPLETE', JSON.stringify(problem)]),
};

/** One JSON object a line, each a delivery as the API has it everywhere. */
const ndjson: ExportFormat = {
  type: 'application/x-ndjson',
  extension: 'ndjson',
  head: '',
  row: (delivery) => `${JSON.stringify(delivery)}\n`,
  broken: (problem) => `${JSON.stringify({ problem })}\n`,
};

export const exportFormats = { csv, ndjson } as const;
export type ExportName = keyof typeof exportFormats;

const line = (cells: readonly (string | number | null | undefined)[]): string => `${cells.map(cell).join(',')}\r\n`;

/** A cell that a spreadsheet would take for a formula begins with an apostrophe (OWASP, CSV injection). */
function cell(value: string | number | null | undefined): string {
  const text = String(value ?? '');
  const safe = /^[=+\-@\t\r\n]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
