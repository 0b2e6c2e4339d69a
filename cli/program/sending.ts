import { type Command as Commander, Option } from 'commander';
import type { Perform } from '../command.ts';
import { define, listOption, numberOption } from './define.ts';
import { message, tenant, watch } from './options.ts';

/** The command that sends. */
export function defineSending(program: Commander, perform: Perform): void {
  define(program, perform, {
    usage: 'send <file>',
    summary: 'send a message to everyone, or to some',
    description:
      'Sends a message. FILE is a text (.md, .txt, .xml), an Adaptive Card or the body of a request (.json), or - for stdin.\n' +
      'The id of the broadcast goes to stdout.',
    examples: [
      'carillon send water.md --to everyone --watch',
      'carillon send card.json --summary "Water is off" --to @floor2.csv --exclude @on-leave.txt',
      'carillon send water.md --to everyone --start-at +10s    # ten seconds to think again: carillon cancel ID',
      'carillon send water.md --to everyone --dry-run',
      'date | carillon send - --to aaaaaaaa-0000-4000-8000-000000000001 --json',
    ],
    arguments: { file: 'the message, or - for stdin' },
    options: [
      listOption('--to <whom>', 'everyone, object ids of people, @FILE (.csv, .txt) with ids; several with commas'),
      listOption('--exclude <whom>', 'who does not get it: as --to'),
      watch,
      new Option('--dry-run', 'say who would get it, and send nothing').conflicts(['watch', 'test']),
      listOption('--test <ids>', 'send it as a test to these people, ten at most'),
      new Option('--start-at <time>', 'when it begins: 2026-12-01T09:00:00Z, +10m; without a zone: local to each'),
      new Option('--expires-at <time>', 'what is not sent by then is not sent at all'),
      new Option('--quiet-hours <from-to>', 'nobody is sent to within, such as 20:00-07:00 where they are'),
      new Option('--priority <priority>', 'urgent goes before all others').choices(['normal', 'urgent']),
      numberOption('--rate <n>', 'messages a second at most', 1, 1_000, true),
      new Option('--on-uncertain <what>', 'what happens where the answer was lost').choices(['hold', 'retry']),
      ...message,
      tenant,
      new Option(
        '--key <key>',
        'Idempotency-Key: the same key and message twice is one broadcast (a new one each time)',
      ),
      new Option('--confirm', 'yes, it is meant to go to so many'),
    ],
    load: async () => (await import('../commands/send.ts')).send,
  });
}
