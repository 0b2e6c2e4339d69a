import { type Command as Commander, Option } from 'commander';
import type { Perform } from '../command.ts';
import { define } from './define.ts';
import { contoso, id } from './examples.ts';
import { tenant, yes } from './options.ts';

const whose = 'the tenant, by its id';
const broadcast = 'its id; all that have work without it';

/** The commands for who has to see that all is well. Each may be asked for twice: it is done once. */
export function defineOperating(program: Commander, perform: Perform): void {
  define(program, perform, {
    usage: 'tenant <tenant>',
    summary: 'say whether its broadcasts are sent, and who stopped them',
    examples: [`carillon tenant ${contoso}`],
    arguments: { tenant: whose },
    load: async () => (await import('../commands/tenant.ts')).tenant,
  });
  define<{ reason?: string }>(program, perform, {
    usage: 'stop-everything <tenant>',
    summary: 'send nothing of a tenant until it is started again',
    description:
      'Stops all sending of a tenant, whatever is created later too. When it answers, nothing more is sent but about two\n' +
      'seconds’ worth. Nothing is lost by it.',
    examples: [`carillon stop-everything ${contoso} --reason "A pipeline runs in circles"`],
    arguments: { tenant: whose },
    options: [new Option('--reason <text>', 'why, for whoever finds everything stopped')],
    load: async () => (await import('../commands/tenant.ts')).stopEverything,
  });
  define<{ yes?: boolean }>(program, perform, {
    usage: 'start-again <tenant>',
    summary: 'go on with all that was stopped',
    examples: [`carillon start-again ${contoso}`, `carillon start-again ${contoso} --yes`],
    arguments: { tenant: whose },
    options: [yes],
    load: async () => (await import('../commands/tenant.ts')).startAgain,
  });
  define<{ tenant?: string; settings?: string }>(program, perform, {
    usage: 'doctor',
    summary: 'say what is misconfigured, and how to mend it',
    description:
      'Looks from the outside in: the address, the release, the clocks, signing in, storage and the bot’s token, and what\n' +
      'broadcasts lack. With --settings it looks at the settings of an app before it is deployed, and asks nobody.',
    examples: ['carillon doctor', 'carillon doctor --settings local.settings.json'],
    options: [
      tenant,
      new Option('--settings <file>', 'look at these settings instead (- for stdin): JSON, or lines NAME=value'),
    ],
    load: async () => (await import('../commands/doctor.ts')).doctor,
  });
  define<{ tenant?: string }>(program, perform, {
    usage: 'redrive [broadcast]',
    summary: 'drive on at once what something had failed for',
    description:
      'Puts back what the queues gave up, and wakes a broadcast, or all that have work. It goes on by itself too, within\n' +
      'minutes; nobody is told twice by it.',
    examples: [`carillon redrive ${id}`, 'carillon redrive'],
    arguments: { broadcast },
    options: [tenant],
    load: async () => (await import('../commands/redrive.ts')).redrive,
  });
}
