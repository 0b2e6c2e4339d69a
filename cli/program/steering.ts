import { type Command as Commander, Option } from 'commander';
import { retriableStates } from '../../shared/shard/rerun.ts';
import type { Perform } from '../command.ts';
import { define, listOption, numberOption } from './define.ts';
import { id } from './examples.ts';
import { broadcast, message, watch, yes } from './options.ts';

/** The commands that change what a broadcast does. Each may be asked for twice: it is done once. */
export function defineSteering(program: Commander, perform: Perform): void {
  define(program, perform, {
    usage: 'cancel <broadcast>',
    summary: 'end it for all who have not got it',
    description: 'Cancels a broadcast. When it answers, nothing more is sent but about two seconds’ worth.',
    examples: [`carillon cancel ${id}`, `carillon cancel ${id} --yes`],
    arguments: { broadcast },
    options: [yes],
    load: async () => (await import('../commands/act.ts')).acting('cancel'),
  });
  define(program, perform, {
    usage: 'release <broadcast>',
    summary: 'let somebody else’s go that waits for it',
    description:
      'Shows exactly what is to be sent to whom, and lets it go after a yes. Who wrote it can’t. With --yes it goes if it is\n' +
      'still what the --fingerprint was shown with.',
    examples: [`carillon release ${id}`, `carillon release ${id} --yes --fingerprint ZkV1uOwm6cQ0fV0c`],
    arguments: { broadcast },
    options: [
      yes,
      new Option('--fingerprint <fingerprint>', 'of what was shown; needed where nobody can be asked'),
      new Option('--confirm', 'yes, it is meant although it is more than is usual in a day'),
    ],
    load: async () => (await import('../commands/release.ts')).release,
  });
  define(program, perform, {
    usage: 'pause <broadcast>',
    summary: 'hold it until it is resumed',
    examples: [`carillon pause ${id}`],
    arguments: { broadcast },
    load: async () => (await import('../commands/act.ts')).acting('pause'),
  });
  define(program, perform, {
    usage: 'resume <broadcast>',
    summary: 'go on with what is paused',
    examples: [`carillon resume ${id}`],
    arguments: { broadcast },
    load: async () => (await import('../commands/act.ts')).acting('resume'),
  });
  define(program, perform, {
    usage: 'retry <broadcast>',
    summary: 'send it again to those who did not get it',
    description:
      'Sends an ended broadcast again to those who ended in a state. uncertain may tell somebody twice: it is never meant\n' +
      'unless it is named.',
    examples: [`carillon retry ${id} --watch`, `carillon retry ${id} --states failed,uncertain`],
    arguments: { broadcast },
    options: [
      listOption('--states <states>', 'who is sent to again', retriableStates).default(['failed'], 'failed'),
      numberOption('--run <n>', 'the run whose end was seen (the newest)', 1, Number.MAX_SAFE_INTEGER),
      watch,
    ],
    load: async () => (await import('../commands/retry.ts')).retry,
  });
  define(program, perform, {
    usage: 'edit <broadcast> <file>',
    summary: 'put another message in the place of what was sent',
    examples: [`carillon edit ${id} water-corrected.md`],
    arguments: { broadcast, file: 'the message as for "carillon send"' },
    options: message,
    load: async () => (await import('../commands/edit.ts')).edit,
  });
  define(program, perform, {
    usage: 'recall <broadcast>',
    summary: 'take it back from all who have got it',
    examples: [`carillon recall ${id}`],
    arguments: { broadcast },
    options: [yes],
    load: async () => (await import('../commands/act.ts')).acting('recall'),
  });
}
