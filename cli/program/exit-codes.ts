import type { Command as Commander } from 'commander';
import { exitCodes } from '../exit-codes.ts';

/** `carillon help exit-codes`, and `carillon exit-codes`. */
export function defineExitCodes(program: Commander, write: (text: string) => void): void {
  const text = exitCodes.map(([code, means]) => `${String(code).padStart(5)}  ${means}`).join('\n');
  program
    .command('exit-codes')
    .summary('what the exit codes mean')
    .description('What the exit codes mean. They are stable.')
    .addHelpText('before', `Exit codes:\n\n${text}\n`)
    .action(() => write(`${text}\n`));
}
