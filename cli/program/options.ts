import { Option } from 'commander';
import { deliveryStates } from '../../shared/shard/delivery.ts';
import { reasonCodes } from '../../shared/shard/reasons.ts';
import { listOption, numberOption } from './define.ts';

/** What several commands are given first. */
export const broadcast = 'its id, as "carillon send" and "carillon list" show it';

/** Options that several commands have. */
export const yes = new Option('-y, --yes', 'do not ask');
export const watch = new Option('-w, --watch', 'show its progress until its end; the exit code tells how it ended');
export const tenant = new Option('--tenant <id>', 'the tenant, where there are several');

export const message = [
  new Option('--summary <text>', 'what the notification says (required with a card)'),
  new Option('--text-format <format>', 'how the text is written (by the file: .md, .txt, .xml)').choices([
    'markdown',
    'plain',
    'xml',
  ]),
];

export const paging = [
  numberOption('--limit <n>', 'how many at most', 1, 1_000),
  new Option('--cursor <cursor>', 'go on where a page has ended'),
  new Option('--all', 'all pages; with --json an object a line (NDJSON)').conflicts('limit'),
];

export const filter = [
  listOption('--state <states>', 'only those in a state', deliveryStates),
  new Option('--code <code>', 'only those with this reason').choices(reasonCodes),
  new Option('--q <beginning>', 'only those whose id begins so'),
];
