import { UsageError } from '../terminal/arguments.ts';
import { readOptions, usage } from './options.ts';
import { showReport } from './report.ts';
import { runSoak, type Surroundings } from './run-soak.ts';

/**
 * The soak as a command.
 * @param args the command line's
 * @param around where it shows what happens, and complains in words for people
 * @returns the exit code: 0 every promise was kept; 1 one was broken, or something failed; 2 the command line is wrong
 */
export async function soak(
  args: readonly string[],
  around: Surroundings & { readonly complain: (what: unknown) => void },
): Promise<number> {
  try {
    const options = readOptions(args);
    if (!options) {
      around.screen.line(usage);
      return 0;
    }
    const report = await runSoak(options, around);
    showReport(around.screen, report);
    if (options.json) around.screen.line(JSON.stringify(report));
    return report.broken.length === 0 ? 0 : 1;
  } catch (error) {
    const misused = error instanceof UsageError;
    around.complain(misused ? `${error.message}\n\n${usage}` : error);
    return misused ? 2 : 1;
  }
}
