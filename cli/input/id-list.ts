/** AAD object ids: a GUID. */
const guid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** What the column of ids is called by those who export it: Entra, Graph, Carillon itself. */
const columns = ['id', 'aadobjectid', 'objectid', 'object id', 'userid', 'user id', 'recipient', 'recipient id'];

export function isId(text: string): boolean {
  return guid.test(text);
}

/** A line of a list that is no id. */
export interface BadLine {
  /** From 1. */
  readonly line: number;
  readonly text: string;
}

/**
 * The ids in a list: one a line, `#` begins a remark.
 * @param text of a `.txt`
 */
export function idsInLines(text: string): { ids: string[]; bad: BadLine[] } {
  const ids: string[] = [];
  const bad: BadLine[] = [];
  for (const [i, whole] of text.split(/\r?\n/).entries()) {
    const line = whole.replace(/#.*/, '').trim();
    if (isId(line)) ids.push(line);
    else if (line !== '') bad.push({ line: i + 1, text: line });
  }
  return { ids, bad };
}

/**
 * The ids in a table: in the column that is called like one (`id`, `objectId`, …), else in the first.
 * @param text of a `.csv`, of comma, semicolon or tab separated values
 */
export function idsInTable(text: string): { ids: string[]; bad: BadLine[] } {
  const rows = rowsOf(text);
  const head = rows[0]?.cells.map((cell) => cell.trim().toLowerCase()) ?? [];
  const hasHead = !head.some(isId);
  const column = hasHead
    ? Math.max(
        0,
        head.findIndex((name) => columns.includes(name)),
      )
    : 0;
  const ids: string[] = [];
  const bad: BadLine[] = [];
  for (const { line, cells } of hasHead ? rows.slice(1) : rows) {
    const cell = (cells[column] ?? '').trim();
    if (isId(cell)) ids.push(cell);
    else bad.push({ line, text: cell });
  }
  return { ids, bad };
}

/** The rows of a table that are not empty; a cell in quotes may hold separators, line breaks and doubled quotes (RFC 4180). */
function rowsOf(text: string): { line: number; cells: string[] }[] {
  const firstLine = text.split('\n', 1)[0] ?? '';
  const separator = [';', '\t'].find((candidate) => firstLine.includes(candidate)) ?? ',';
  const rows: { line: number; cells: string[] }[] = [];
  let cells: string[] = [];
  let line = 1;
  let began = 1;
  const cell = new RegExp(`("(?:[^"]|"")*"|[^${separator}\\r\\n]*)(${separator}|\\r?\\n|$)`, 'gy');
  for (const [, raw = '', end = ''] of text.matchAll(cell)) {
    cells.push(raw.startsWith('"') ? raw.slice(1, -1) : raw);
    line += raw.split('\n').length - 1;
    if (end === separator) continue;
    if (cells.some((one) => one.trim() !== '')) rows.push({ line: began, cells });
    cells = [];
    began = ++line;
  }
  return rows;
}
