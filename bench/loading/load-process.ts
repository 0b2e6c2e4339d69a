/**
 * Loads the app as the Functions host does when the first deliver job comes, up to where the first message could go
 * out; says how long it took. Arguments: the bundle's entry, and the files of the bundle that the first send loads.
 */
import { registerHooks } from 'node:module';
import { pathToFileURL } from 'node:url';
import { collectApp } from '../../local/host/core-module.ts';

/** Times in ms. */
export interface LoadResult {
  /** Node's own network modules, which the Functions host's worker has loaded before it loads an app. */
  readonly node: number;
  /** Importing the entry: all functions are registered. */
  readonly main: number;
  /** From there until the job's handler has what it needs: its code, and storage opened. */
  readonly handler: number;
  /** From there until the Connector's client is loaded. */
  readonly connector: number;
  /** Files that were loaded; only asked for with `--list`, for listening costs time. */
  readonly files: readonly string[];
}

const [entry = '', ...parts] = process.argv.slice(2).filter((argument) => argument !== '--list');
const files: string[] = [];
if (process.argv.includes('--list')) {
  registerHooks({
    load(url, context, nextLoad) {
      files.push(url);
      return nextLoad(url, context);
    },
  });
}

const start = performance.now();
// The worker speaks gRPC with its host, so these are there whatever the app does.
await Promise.all([import('node:http2'), import('node:https'), import('node:zlib'), import('node:crypto')]);
const began = performance.now();
const app = await collectApp(() => import(pathToFileURL(entry).href));
const registered = performance.now();
const deliver = app.functions.find(({ metadata }) => metadata.name === 'deliver');
if (!deliver) throw new Error('The bundle has no function "deliver".');
// No job is in it: the handler loads everything, finds nothing to do, and says so.
await deliver.callback('', { error: () => {} });
const opened = performance.now();
await Promise.all(parts.map((part) => import(pathToFileURL(part).href)));
const ready = performance.now();

const result: LoadResult = {
  node: began - start,
  main: registered - began,
  handler: opened - registered,
  connector: ready - opened,
  files,
};
console.log(JSON.stringify({ ready: true, ...result }));
process.exit();
