/**
 * docs/reference.md: settings, errors and reasons, made from the one list of each that the product itself uses.
 * `npm run docs` writes it; a test holds it against the code.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { tenantStopped } from '../shared/api/view.ts';
import { errorCatalogue } from '../shared/errors.ts';
import { faultCodes } from '../shared/input/faults.ts';
import { pauseProblems } from '../shared/lifecycle/pause.ts';
import { settingsTable } from '../shared/settings.ts';
import { reasonCodes, reasonOf } from '../shared/shard/reasons.ts';

const file = join(import.meta.dirname, '..', 'docs', 'reference.md');

/** The page as it should be. */
export function reference(): string {
  return `# Reference

Made from the code by \`npm run docs\`: change it there.

## Settings

${table(
  ['setting', 'default', 'meaning'],
  settingsTable.map((s) => [`\`${s.name}\``, 'default' in s ? `\`${s.default}\`` : '', s.means]),
)}

## Errors of the API

Answers are \`application/problem+json\` (RFC 9457): \`type\`, \`title\`, \`status\`, \`detail\`, \`code\`, \`action\`, and for a
request that breaks rules \`errors\`, each with a JSON pointer in \`path\`. Programs compare \`code\`: it is stable.

${table(
  ['status', 'code', 'what it says', 'what to do'],
  Object.entries(errorCatalogue).map(([code, e]) => [String(e.status), `\`${code}\``, e.detail, e.action]),
)}

### Codes in \`errors\`

${table(
  ['code', 'meaning'],
  Object.entries(faultCodes).map(([code, means]) => [`\`${code}\``, means]),
)}

## Reasons of a delivery

${table(
  ['code', 'what happened', 'what to do'],
  reasonCodes.map(reasonOf).map(({ code, message, action }) => [`\`${code}\``, message, action]),
)}

## Problems of a broadcast

${table(
  ['code', 'what it says'],
  [
    ['`audience-empty`', 'Nobody is in the audience: the broadcast completed with zeros.'],
    [`\`${tenantStopped.code}\``, tenantStopped.detail],
    ...Object.entries(pauseProblems).map(([code, says]) => [`\`${code}\``, says]),
  ],
)}
`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

if (import.meta.main) await writeFile(file, reference());
