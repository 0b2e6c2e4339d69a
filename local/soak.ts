/**
 * `npm run soak`: copies of the app are killed again and again in the middle of one broadcast; then what the app says
 * is compared with what people received. `--help` names the options.
 */

import { screenOf } from '../cli/terminal/screen.ts';
import { soak } from './soak/main.ts';

// The copies and the storage emulator end with this process.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => process.exit(130));
process.stdout.on('error', () => process.exit(130));

const code = await soak(process.argv.slice(2), {
  screen: screenOf(process.stdout, process.env),
  complain: (what) => console.error(what),
});
// Connections kept alive must not hold the process.
process.exit(code);
