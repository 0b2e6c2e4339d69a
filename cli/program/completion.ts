import { readFileSync } from 'node:fs';
import type { RootCommand } from '@bomb.sh/tab';
import complete from '@bomb.sh/tab/commander';
import type { Command as Commander, Option } from 'commander';

/** What the library tells a shell that offers nothing else: it may offer files, or it may not. */
const FILES = 0;
const NO_FILES = 4;

/** `carillon completion bash|zsh|fish|powershell`, made from the commands there are; so it comes last. */
export function defineCompletion(program: Commander, write: (text: string) => void): void {
  const tab = complete(program, { completionCommandName: 'completion' });
  program.commands
    .find((command) => command.name() === 'completion')
    ?.summary('print what makes a shell complete commands')
    .action((shell: string) => {
      // The library's needs the package bash-completion, and has bash carry out a `$(…)` on the line to complete it.
      if (shell === 'bash') write(readFileSync(new URL('completion.bash', import.meta.url), 'utf8'));
      else tab.setup(program.name(), program.name(), shell);
    });
  // A description may have several lines; each would be taken for something to complete.
  for (const command of program.commands) {
    const known = tab.commands.get(command.name());
    if (known) known.description = command.summary();
  }
  offerFiles(program, tab);
  offerGlobals(program, tab);
}

/** The library never offers files: here where one is asked for. */
function offerFiles(program: Commander, tab: RootCommand): void {
  let isFile = false;
  const aFile = () => {
    isFile = true;
  };
  for (const command of program.commands) {
    const known = tab.commands.get(command.name());
    if (command.registeredArguments.some((argument) => argument.name() === 'file')) known?.argument('file', aFile);
    for (const option of command.options) {
      if (option.flags.includes('<file>'))
        known?.option(nameOf(option), option.description, aFile, option.short?.slice(1));
    }
  }
  // It sets this and prints it, in one go.
  Object.defineProperty(tab, 'directive', { get: () => (isFile ? FILES : NO_FILES), set: () => {} });
}

/** The options of the program itself stand behind a command as well. */
function offerGlobals(program: Commander, tab: RootCommand): void {
  for (const [name, command] of tab.commands) {
    if (name === '') continue;
    for (const option of program.options) {
      if (option.required) command.option(nameOf(option), option.description, () => {});
      else command.option(nameOf(option), option.description);
    }
  }
}

const nameOf = ({ long }: Option): string => long?.slice(2) ?? '';
