import { type Command as Commander, Option } from 'commander';
import { broadcastStatuses } from '../../shared/api/views/status.ts';
import type { Perform } from '../command.ts';
import { define, listOption } from './define.ts';
import { ada, id } from './examples.ts';
import { broadcast, filter, paging, tenant } from './options.ts';

const person = 'the object id of a person, as Entra has it';

/** The commands that tell, and change nothing. */
export function defineKnowing(program: Commander, perform: Perform): void {
  define(program, perform, {
    usage: 'list',
    summary: 'list broadcasts, the newest first',
    examples: [
      'carillon list',
      'carillon list --status sending,paused',
      'carillon list --from 2026-11-01 --all --json',
    ],
    options: [
      listOption('--status <statuses>', 'only those in a status', broadcastStatuses),
      new Option('--created-by <name>', 'only those of an author'),
      new Option('--from <time>', 'only those created then or later: a date or an instant'),
      new Option('--to <time>', 'only those created before; a date: until its end'),
      new Option('--tests', 'tests, and nothing else'),
      tenant,
      ...paging,
    ],
    load: async () => (await import('../commands/list.ts')).list,
  });
  define(program, perform, {
    usage: 'show <broadcast>',
    summary: 'show a broadcast as it is now',
    examples: [`carillon show ${id}`, `carillon show ${id} --json`],
    arguments: { broadcast },
    load: async () => (await import('../commands/show.ts')).show,
  });
  define(program, perform, {
    usage: 'watch <broadcast>',
    summary: 'show its progress until its end',
    description: 'Shows the progress of a broadcast until its end. Ctrl-C ends the watching, not the broadcast.',
    examples: [`carillon watch ${id}`, `carillon watch ${id} --quiet || echo "not everybody got it"`],
    arguments: { broadcast },
    load: async () => (await import('../commands/watch.ts')).watch,
  });
  define<{ tenant?: string }>(program, perform, {
    usage: 'why <person> [broadcast]',
    summary: 'say whether a person got it, and why not',
    examples: [`carillon why ${ada} ${id}`, `carillon why ${ada}    # what they got lately, as "carillon person" does`],
    arguments: { person, broadcast },
    options: [tenant],
    load: async () => (await import('../commands/why.ts')).why,
  });
  define<{ tenant?: string }>(program, perform, {
    usage: 'person <person>',
    summary: 'say whether a person can be reached, and what they got lately',
    examples: [`carillon person ${ada}`],
    arguments: { person },
    options: [tenant],
    load: async () => (await import('../commands/person.ts')).person,
  });
  define<{ tenant?: string }>(program, perform, {
    usage: 'reach',
    summary: 'count who has the app, and who can be reached',
    description:
      'Counts who is on record, by kind and by state: while the app is being installed for everyone, and before something\n' +
      'that matters is sent.',
    examples: ['carillon reach', 'carillon reach --json'],
    options: [tenant],
    load: async () => (await import('../commands/reach.ts')).reach,
  });
  define(program, perform, {
    usage: 'reasons <broadcast>',
    summary: 'count why people did not get it',
    examples: [`carillon reasons ${id}`],
    arguments: { broadcast },
    load: async () => (await import('../commands/reasons.ts')).reasons,
  });
  define(program, perform, {
    usage: 'deliveries <broadcast>',
    summary: 'list how each recipient stands',
    examples: [`carillon deliveries ${id} --state failed,uncertain`, `carillon deliveries ${id} --all --json | wc -l`],
    arguments: { broadcast },
    options: [...filter, ...paging],
    load: async () => (await import('../commands/deliveries.ts')).deliveries,
  });
  define(program, perform, {
    usage: 'export <broadcast>',
    summary: 'write all deliveries to a file',
    examples: [
      `carillon export ${id} -o water.csv`,
      `carillon export ${id} --format ndjson --state failed | jq .reason.code`,
    ],
    arguments: { broadcast },
    options: [
      new Option('--format <format>', 'what is written').choices(['csv', 'ndjson']).default('csv'),
      new Option('-o, --output <file>', 'where to; stdout unless given'),
      ...filter,
    ],
    load: async () => (await import('../commands/export.ts')).exportDeliveries,
  });
  define(program, perform, {
    usage: 'refused',
    summary: 'list what came by the queue and was not taken',
    examples: ['carillon refused', 'carillon refused --all --json'],
    options: paging,
    load: async () => (await import('../commands/refused.ts')).refused,
  });
}
