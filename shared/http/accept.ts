import type { HttpRequest } from '@azure/functions';
import * as z from 'zod/mini';
import { type ExportName, exportNames } from '../api/export-format.ts';
import { Problem } from '../errors/problem.ts';
import { readQuery, refusal } from './read-query.ts';

const types: Readonly<Record<ExportName, string>> = { csv: 'text/csv', ndjson: 'application/x-ndjson' };

/** The form of an export. */
export const formatQuery = {
  format: z.optional(z.enum(exportNames, refusal('invalid-query', `\`format\` is of ${exportNames.join(', ')}.`))),
};

/**
 * In which form an export is wanted: `format` says, or else Accept; CSV for who takes any.
 * @throws {Problem} invalid-query, not-acceptable
 */
export function readExportFormat(request: HttpRequest): ExportName {
  return readQuery(request, formatQuery).format ?? byAccept(request.headers.get('accept'));
}

function byAccept(header: string | null): ExportName {
  if (header === null || header.trim() === '') return 'csv';
  const ranges = header.toLowerCase().split(',').map(rangeOf);
  const [best] = exportNames
    .map((name) => ({ name, quality: qualityOf(types[name], ranges) }))
    .filter(({ quality }) => quality > 0)
    .sort((a, b) => b.quality - a.quality);
  if (!best) throw new Problem('not-acceptable');
  return best.name;
}

interface MediaRange {
  readonly type: string;
  readonly quality: number;
}

function rangeOf(text: string): MediaRange {
  const [type = '', ...parameters] = text.split(';').map((part) => part.trim());
  const quality = parameters
    .map((p) => /^q=(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/.exec(p)?.[1])
    .find((q) => q !== undefined);
  return { type, quality: quality === undefined ? 1 : Number(quality) };
}

/** The most exact range that fits decides (RFC 9110, 12.5.1). */
function qualityOf(type: string, ranges: readonly MediaRange[]): number {
  const all = [type, `${type.split('/')[0]}/*`, '*/*'];
  const fitting = all.map((one) => ranges.find((range) => range.type === one)).find((range) => range !== undefined);
  return fitting?.quality ?? 0;
}
