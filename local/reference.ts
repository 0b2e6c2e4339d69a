/**
 * docs/reference.md: settings, errors and reasons, made from the one list of each that the product itself uses; and
 * docs/reasons.md, a chapter for each reason. `npm run docs` writes them; a test holds them against the code.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { tenantStopped } from '../shared/api/view.ts';
import { errorCatalogue } from '../shared/errors/catalogue.ts';
import { faultCodes } from '../shared/input/faults.ts';
import { otherProblems, pauseProblems } from '../shared/lifecycle/pause-problems.ts';
import { clouds } from '../shared/settings/cloud.ts';
import { settingsTable } from '../shared/settings.ts';
import { type ReasonCode, reasonCodes, reasonOf } from '../shared/shard/reasons.ts';
import { withCosts } from './costs/page.ts';
import { eventRows, fieldRows } from './log-pages.ts';
import { faults, reasonPages } from './reason-pages.ts';

const docs = join(import.meta.dirname, '..', 'docs');
const alertsFile = join(import.meta.dirname, '..', 'infra', 'alerts.json');

/** The page as it should be. */
export function reference(): string {
  return `# Reference

Made from the code by \`npm run docs\`: change it there.

## Settings

${table(
  ['setting', 'default', 'meaning'],
  settingsTable.map((s) => [`\`${s.name}\``, 'default' in s ? `\`${s.default}\`` : '', s.means]),
)}

## Clouds

What \`CARILLON_CLOUD\` stands for. The app must reach Entra, the Bot Framework’s keys, Teams and its storage over https; Graph
is for who gives roles.

${table(
  ['cloud', 'Entra', 'keys of the Bot Framework', 'hosts of Teams', 'global address of Teams', 'Graph', 'storage'],
  Object.entries(clouds).map(([name, cloud]) => [
    `\`${name}\``,
    `\`${new URL(cloud.authority.url).host}\``,
    `\`${new URL(cloud.botFramework.metadataUrl).host}\``,
    cloud.serviceHosts.map((host) => `\`${host}\``).join(', '),
    cloud.serviceUrl === undefined ? 'none' : `\`${cloud.serviceUrl}\``,
    `\`${cloud.graph}\``,
    `\`${cloud.storageSuffix}\``,
  ]),
)}

For \`china\` Microsoft's documentation names no global address: until an activity of a tenant there has come in, and with it an
address, nobody of it can be reached (\`not-reachable\`).

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

More of each: [reasons.md](reasons.md).

${table(
  ['code', 'what happened', 'what to do', 'fault', 'retriable'],
  reasonCodes
    .map(reasonOf)
    .map(({ code, message, action, fault, retriable }) => [
      `[\`${code}\`](reasons.md#${code})`,
      message,
      action,
      `\`${fault}\``,
      retriable ? 'yes' : 'no',
    ]),
)}

## Problems of a broadcast

${table(
  ['code', 'what it says'],
  [
    ['`audience-empty`', 'Nobody is in the audience: the broadcast completed with zeros.'],
    [`\`${tenantStopped.code}\``, tenantStopped.detail],
    ...Object.entries({ ...pauseProblems, ...otherProblems }).map(([code, says]) => [`\`${code}\``, says]),
  ],
)}

## Events of the log

One JSON object a line: \`level\`, \`event\`, the fields below, and, of what a function does, \`invocation\` and \`trace\`, the ids
of the invocation and of the W3C trace it is a part of. An id that is not known is left out. Names are stable.
[operate.md](operate.md#watching-it) has queries over them.

${table(['event', 'level', 'what it means', 'fields'], eventRows)}

### Fields

${table(['field', 'what it says'], fieldRows)}
`;
}

/** The page of the reasons as it should be. */
export function reasons(): string {
  return `# Why somebody did not get it

Made from the code by \`npm run docs\`: change it there. Every delivery that is not simply \`delivered\` carries one of these
codes, in \`reason\`; so does a person who can't be reached. \`GET /api/broadcasts/{id}/reasons\` counts them.
\`retriable\` means: to send it again can help although nothing else is done first.

${reasonCodes.map(chapter).join('\n\n')}
`;
}

function chapter(code: ReasonCode): string {
  const { message, action, fault, retriable } = reasonOf(code);
  const { how, todo, again } = reasonPages[code];
  return `## ${code}

**${message}** ${action}

- **What happened.** ${how}
- **Whose fault.** ${fault === null ? 'Nobody knows.' : `\`${fault}\`: ${faults[fault]}.`}
- **What to do.** ${todo}
- **Sending it again** (\`retriable: ${retriable}\`)**.** ${again}`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

if (import.meta.main) {
  await writeFile(join(docs, 'reference.md'), reference());
  await writeFile(join(docs, 'reasons.md'), reasons());
  const [operate, performance, alerts] = await Promise.all(
    [join(docs, 'operate.md'), join(docs, 'performance.md'), alertsFile].map((file) => readFile(file, 'utf8')),
  );
  await writeFile(join(docs, 'operate.md'), withCosts(operate!, performance!, JSON.parse(alerts!)));
}
