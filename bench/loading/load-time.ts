/** How long an instance needs until it could send. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Metafile } from 'esbuild';
import { bundle } from '../../build.ts';
import { readyLine, startChild } from '../processes/child.ts';
import type { LoadResult } from './load-process.ts';

const root = join(import.meta.dirname, '..', '..');
/** What a process loads when it sends its first message (lazy-teams.ts). */
const firstSend = ['shared/teams/connector-client.ts', 'shared/teams/token-cache.ts'];
/** Nothing is connected to: loading ends before the first request. */
const env = {
  AZURE_FUNCTIONS_ENVIRONMENT: 'Development',
  AzureWebJobsStorage: 'UseDevelopmentStorage=true',
};

export interface LoadTime {
  readonly runs: readonly LoadResult[];
  /** KB of the bundle's files that were loaded, source maps not counted. */
  readonly loadedKilobytes: number;
  /** Packages in those files. */
  readonly packages: readonly string[];
}

/** @param processes how many fresh ones to time, one after the other */
export async function measureLoading(processes: number, say: (text: string) => void): Promise<LoadTime> {
  await using stack = new AsyncDisposableStack();
  const folder = async () =>
    stack.adopt(await mkdtemp(join(tmpdir(), 'carillon-bench-')), (it) => rm(it, { recursive: true }));
  const [app, loader] = [await folder(), await folder()];
  const metafile = await bundle({ root, entry: 'functions/index.ts', outdir: app });
  await bundle({ root, entry: 'bench/loading/load-process.ts', outdir: loader });
  const parts = firstSend.map((source) => join(app, partOf(metafile, source)));

  const load = async (...more: readonly string[]) => {
    const child = await startChild({
      script: join(loader, 'main.js'),
      args: [join(app, 'main.js'), ...parts, ...more],
      env,
      preload: false,
      ready: (line) => readyLine<LoadResult>(line),
    });
    await child.stop();
    return child.ready;
  };
  const { files } = await load('--list');
  const runs: LoadResult[] = [];
  while (runs.length < processes) {
    const run = await load();
    runs.push(run);
    say(`process ${runs.length}: ${Math.round(run.main + run.handler + run.connector)} ms`);
  }
  return { runs, ...contentsOf(metafile, files) };
}

/** The file of the bundle, relative to its folder, that holds what is behind an `import()` of a source. */
function partOf({ outputs }: Metafile, source: string): string {
  const found = Object.entries(outputs).find(([, { entryPoint }]) => entryPoint === source);
  if (!found) throw new Error(`${source} has no part of its own in the bundle.`);
  return inBundle(found[0]);
}

/** The metafile names each file as if the bundle were in `dist`. */
function inBundle(path: string): string {
  return path.slice('dist/'.length);
}

function contentsOf({ outputs }: Metafile, files: readonly string[]) {
  const packages = new Set<string>();
  let bytes = 0;
  for (const [path, output] of Object.entries(outputs)) {
    if (!path.endsWith('.js') || !files.some((file) => file.endsWith(`/${inBundle(path)}`))) continue;
    bytes += output.bytes;
    for (const [input, { bytesInOutput }] of Object.entries(output.inputs)) {
      const name = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(input)?.[1];
      if (name && bytesInOutput > 0) packages.add(name);
    }
  }
  return { loadedKilobytes: Math.round(bytes / 1024), packages: [...packages].toSorted() };
}
