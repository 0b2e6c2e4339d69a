import { UsageError } from '../terminal/arguments.ts';
import { readOptions, usage } from './options.ts';
import { Interrupted, runDemo, type Surroundings } from './run-demo.ts';

/**
 * The demo as a command.
 * @param args the command line's
 * @param complain is given what went wrong, for people
 * @returns the exit code: 0 app and ledger agree; 1 they don't, or something failed; 2 the command line is wrong; 130
 *   interrupted
 */
export async function demo(
  args: readonly string[],
  around: Surroundings & { readonly complain: (what: unknown) => void },
): Promise<number> {
  try {
    const options = readOptions(args);
    if (options) return (await runDemo(options, around)).length === 0 ? 0 : 1;
    around.screen.line(usage);
    return 0;
  } catch (error) {
    if (error instanceof Interrupted) {
      around.complain('Stopped; nothing is left running.');
      return 130;
    }
    const misused = error instanceof UsageError;
    around.complain(misused ? `${error.message}\n\n${usage}` : error);
    return misused ? 2 : 1;
  }
}
