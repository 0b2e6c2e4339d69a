import { CommanderError } from 'commander';
import { type ExitCode, exitCode } from './exit-codes.ts';
import { Failure, Interrupted } from './failure.ts';
import { tellFailure } from './output/failure-lines.ts';
import type { Output } from './output/output.ts';
import { buildProgram } from './program/program.ts';
import { openSession, outputFor, type Surroundings } from './session.ts';

/**
 * The command line as a command.
 * @param args without those of Node
 * @returns the exit code: see exit-codes.ts
 */
export async function run(args: readonly string[], around: Surroundings): Promise<ExitCode> {
  let out = outputFor({}, around);
  let code: ExitCode = exitCode.done;
  const voice = {
    out: (text: string) => void around.stdout.write(text),
    complain: (text: string) => void around.stderr.write(text),
  };
  const program = buildProgram(async (command, positional, options) => {
    out = outputFor(options, around);
    code = (await command(openSession(options, out, around), positional, options)) ?? exitCode.done;
  }, voice);
  try {
    await program.parseAsync([...args], { from: 'user' });
    return code;
  } catch (error) {
    // Commander has said itself what is wrong, or shown the help that was asked for.
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCode.done : exitCode.usage;
    return report(error, out);
  }
}

function report(error: unknown, out: Output): ExitCode {
  out.people.endProgress('keep');
  if (error instanceof Interrupted) {
    if (error.message !== '') out.note(error.message);
    return exitCode.interrupted;
  }
  if (!(error instanceof Failure)) {
    out.people.line(String(error instanceof Error ? (error.stack ?? error) : error));
    return exitCode.failed;
  }
  if (out.json) out.people.line(JSON.stringify(error.problem));
  else tellFailure(out.people, error.problem);
  return error.exit;
}
