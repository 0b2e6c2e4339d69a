import { join } from 'node:path';
import { type Child, readyLine, startChild } from './child.ts';

const script = join(import.meta.dirname, '..', '..', 'local', 'teams', 'main.ts');

export interface TeamsReady {
  readonly origin: string;
  readonly serviceUrl: string;
  readonly tenant: string;
}

/** The simulated Teams in a process of its own; everybody has the app. */
export function startTeams(users: number, args: readonly string[] = []): Promise<Child<TeamsReady>> {
  const all = ['--installed', '--users', String(users), ...args];
  return startChild({ script, args: all, ready: (line) => readyLine<TeamsReady>(line) });
}

/** The lines of a listing of its control API. */
export async function linesOf<T>(origin: string, path: string): Promise<readonly T[]> {
  const answer = await fetch(`${origin}/sim/${path}`);
  const text = await answer.text();
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as T);
}
