import { readFileSync } from 'node:fs';
import { Command as Commander } from 'commander';
import type { Perform } from '../command.ts';
import { defaultUrl } from '../settings.ts';
import { defineCompletion } from './completion.ts';
import { withExamples } from './define.ts';
import { ada, id } from './examples.ts';
import { defineExitCodes } from './exit-codes.ts';
import { defineKnowing } from './knowing.ts';
import { defineOperating } from './operating.ts';
import { defineSending } from './sending.ts';
import { defineSteering } from './steering.ts';

/** Where the program itself says things: help, and what is wrong with the command line. */
export interface Voice {
  readonly out: (text: string) => void;
  readonly complain: (text: string) => void;
}

/** The whole command line: what can be typed, and what is said of it. */
export function buildProgram(perform: Perform, { out, complain }: Voice): Commander {
  const program = new Commander('carillon')
    .description('One message to everyone in a Microsoft Teams organisation, with proof of who got it.')
    .version(version(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this')
    .option('--json', 'print exactly what the API answers, as JSON')
    .option('-q, --quiet', 'print data and failures only')
    .option('--no-color', 'no colours (as with NO_COLOR set)')
    .option('--url <url>', `where Carillon is (CARILLON_URL, or ${defaultUrl})`)
    .option('--scope <scope>', 'what the token is for, where one is needed (CARILLON_SCOPE)')
    .configureHelp({ showGlobalOptions: true, commandDescription: () => '', sortOptions: false })
    .configureOutput({ writeOut: out, writeErr: complain })
    .showHelpAfterError('(carillon help COMMAND shows how it is used)')
    .exitOverride();
  withExamples(program, [
    'carillon send water.md --to everyone --watch',
    `carillon why ${ada} ${id}`,
    'carillon list --status sending',
    `carillon cancel ${id}`,
  ]);
  program.addHelpText('after', '\nExit codes: carillon help exit-codes. The manual: docs/cli.md');
  defineSending(program, perform);
  defineKnowing(program, perform);
  defineSteering(program, perform);
  defineOperating(program, perform);
  defineExitCodes(program, out);
  defineCompletion(program, out);
  return program;
}

function version(): string {
  const manifest = new URL('../../package.json', import.meta.url);
  return JSON.parse(readFileSync(manifest, 'utf8')).version;
}
