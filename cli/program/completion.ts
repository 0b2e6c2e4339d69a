import complete from '@bomb.sh/tab/commander';
import type { Command as Commander } from 'commander';

/** `carillon completion bash|zsh|fish|powershell`, made from the commands there are; so it comes last. */
export function defineCompletion(program: Commander): void {
  complete(program, { completionCommandName: 'completion' });
  const completion = program.commands.find((command) => command.name() === 'completion');
  completion?.summary('print what makes a shell complete commands');
}
