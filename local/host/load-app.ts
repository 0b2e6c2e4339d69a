import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type App, collectApp } from './core-module.ts';

/** Where an app is. */
export interface AppLocation {
  /** The folder with host.json and package.json. */
  readonly root: string;
  /** The entry file, if it is not the one package.json names as `main`. */
  readonly main?: string;
}

/**
 * Imports an app's entry file and gives back what it registered. A process can load an entry file only once.
 * @throws when there is no such file, or what the file throws
 */
export async function loadApp({ root, main }: AppLocation): Promise<App> {
  const entry = resolve(root, main ?? (await mainOf(root)));
  return collectApp(() => import(pathToFileURL(entry).href));
}

/** host.json of a folder. */
export async function readHostJson(root: string): Promise<Record<string, unknown>> {
  return readJson(join(root, 'host.json'));
}

async function mainOf(root: string): Promise<string> {
  const { main } = await readJson(join(root, 'package.json'));
  if (typeof main === 'string') return main;
  throw new Error(`${join(root, 'package.json')} names no main`);
}

async function readJson(file: string): Promise<Record<string, unknown>> {
  return JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown>;
}
