/** The process `carillon`: signals and streams; what it does is in run.ts. */
import { exitCode } from './exit-codes.ts';
import { run } from './run.ts';

const interruption = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  // The first asks; the second, where something hangs, is not asked about.
  process.on(signal, () => (interruption.signal.aborted ? process.exit(exitCode.interrupted) : interruption.abort()));
}
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // Nobody reads any more, as with `| head`: there is nothing left to do, and nothing is wrong.
  if (error.code === 'EPIPE') process.exit(exitCode.done);
  process.stderr.write(`What is to be said can't be written: ${error.message}\n`);
  process.exit(exitCode.failed);
});

const { stdin, stdout, stderr, env } = process;
process.exitCode = await run(process.argv.slice(2), { stdin, stdout, stderr, env, interrupted: interruption.signal });
