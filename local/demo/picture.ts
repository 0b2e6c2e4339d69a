/**
 * Runs the demo as it runs on a terminal, and draws what it wrote: docs/demo.svg, or the file named.
 *
 *   node local/demo/picture.ts [file]
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Screen } from '../../cli/terminal/screen.ts';
import { demo } from './main.ts';
import { terminalSvg } from './svg.ts';

const COLUMNS = 100;

const file = process.argv[2] ?? join(import.meta.dirname, '..', '..', 'docs', 'demo.svg');
const interruption = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => interruption.abort());

let written = '\x1b[2m$\x1b[22m npm run demo\n\n';
const write = (text: string) => {
  written += text;
  process.stdout.write(text);
};
const code = await demo([], {
  screen: new Screen({ write, colours: true, live: true, columns: () => COLUMNS }),
  interrupted: interruption.signal,
  complain: (what) => console.error(what),
});
if (code === 0) await writeFile(file, terminalSvg(written, COLUMNS, 'npm run demo'));
process.exit(code);
