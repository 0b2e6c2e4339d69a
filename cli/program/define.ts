import { type Command as Commander, InvalidArgumentError, Option } from 'commander';
import type { Command, Perform } from '../command.ts';

/** What is said of a command. */
export interface Definition<O> {
  /** Its name and arguments, as in `show <broadcast>`. */
  readonly usage: string;
  /** A line for the list of commands. */
  readonly summary: string;
  /** Beyond the summary. */
  readonly description?: string;
  /** Commands as one would type them, the most likely first. */
  readonly examples: readonly string[];
  /** What each argument is, in their order. */
  readonly arguments?: Readonly<Record<string, string>>;
  readonly options?: readonly Option[];
  /** Reads its code: only when it is called, so that no command waits for what another needs. */
  readonly load: () => Promise<Command<O>>;
}

/** Adds a command to the program. */
export function define<O>(program: Commander, perform: Perform, definition: Definition<O>): void {
  const { usage, summary, description, examples, options = [], load } = definition;
  const [name = '', ...places] = usage.split(' ');
  const command = program
    .command(name)
    .summary(summary)
    .description(description ?? summary);
  for (const place of places) command.argument(place, definition.arguments?.[place.replace(/[<>[\].]/g, '')] ?? '');
  for (const option of options) command.addOption(option);
  withExamples(command, examples);
  command.action(async (...given: unknown[]) => {
    const positional = given.slice(0, -2).filter((value) => typeof value === 'string');
    await perform(await load(), positional, command.optsWithGlobals());
  });
}

/** Help begins with what the command is for and how it is used: most readers need no more. */
export function withExamples(command: Commander, examples: readonly string[]): void {
  const text = [command.description(), '', 'Examples:', ...examples.map((example) => `  ${example}`), ''].join('\n');
  command.addHelpText('before', text);
}

/** An option that may be given several times, or several values with commas between. */
export function listOption(flags: string, description: string, choices: readonly string[] = []): Option {
  const option = new Option(flags, description);
  // For shells that complete, and for help; the parser below replaces the check that this brings.
  if (choices.length > 0) option.choices(choices);
  return option.argParser((text: string, before: readonly string[] | undefined) => {
    const values = text.split(',').map((value) => value.trim());
    for (const value of values) {
      if (value === '') throw new InvalidArgumentError('It is empty.');
      if (choices.length > 0 && !choices.includes(value)) {
        throw new InvalidArgumentError(`Allowed choices are ${choices.join(', ')}.`);
      }
    }
    // What stands there as a default is not one of the values given.
    return [...(before === option.defaultValue ? [] : (before ?? [])), ...values];
  });
}

/** An option that takes a number within bounds. */
export function numberOption(flags: string, description: string, least: number, most: number, whole = true): Option {
  return new Option(flags, description).argParser((text: string) => {
    const value = Number(text);
    if (text.trim() !== '' && value >= least && value <= most && (!whole || Number.isInteger(value))) return value;
    throw new InvalidArgumentError(`It takes a ${whole ? 'whole ' : ''}number from ${least} to ${most}.`);
  });
}
