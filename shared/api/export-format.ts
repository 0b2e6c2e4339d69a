/** A form in which rows of something are exported. */
export interface ExportFormat<T> {
  readonly type: string;
  /** What a file of it is called after the point. */
  readonly extension: string;
  /** What comes before the first row. */
  readonly head: string;
  row(of: T): string;
  /** The last line of one that broke off, so that nobody takes it for whole. */
  broken(problem: object): string;
}

export const exportNames = ['csv', 'ndjson'] as const;
export type ExportName = (typeof exportNames)[number];
export type ExportFormats<T> = Readonly<Record<ExportName, ExportFormat<T>>>;

type Cell = string | number | null | undefined;

/** @param cells of a row, by the names of their columns, in the order of these */
export function exportFormats<T>(cells: Readonly<Record<string, (of: T) => Cell>>): ExportFormats<T> {
  const read = Object.values(cells);
  return {
    // RFC 4180, for spreadsheets: CRLF, a row of names, and a byte order mark, without which Excel does not take it for UTF-8.
    csv: {
      type: 'text/csv; charset=utf-8; header=present',
      extension: 'csv',
      head: `\ufeff${Object.keys(cells).join(',')}\r\n`,
      row: (of) => line(read.map((cellOf) => cellOf(of))),
      broken: (problem) => line(['INCOMPLETE', JSON.stringify(problem)]),
    },
    // One JSON object a line, each as the API has it everywhere.
    ndjson: {
      type: 'application/x-ndjson',
      extension: 'ndjson',
      head: '',
      row: (of) => `${JSON.stringify(of)}\n`,
      broken: (problem) => `${JSON.stringify({ problem })}\n`,
    },
  };
}

const line = (cells: readonly Cell[]): string => `${cells.map(cell).join(',')}\r\n`;

/** A cell that a spreadsheet would take for a formula begins with an apostrophe (OWASP, CSV injection). */
function cell(value: Cell): string {
  const text = String(value ?? '');
  const safe = /^[=+\-@\t\r\n]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
