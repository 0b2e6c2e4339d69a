/**
 * `npm run demo`: an organisation gets a broadcast from two copies of the app, one of which is killed half way; then
 * what the app says is compared with what people received. `--help` names the options.
 */

import { screenOf } from '../cli/terminal/screen.ts';
import { demo } from './demo/main.ts';

const interruption = new AbortController();
const interrupt = () => interruption.abort();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, interrupt);
// Nobody reads any more, as with `| head`.
process.stdout.on('error', interrupt);

const code = await demo(process.argv.slice(2), {
  screen: screenOf(process.stdout, process.env),
  interrupted: interruption.signal,
  complain: (what) => console.error(what),
});
// Connections kept alive must not hold the process.
process.exit(code);
