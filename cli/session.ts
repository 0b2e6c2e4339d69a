import { Carillon } from './api/carillon.ts';
import { Client } from './api/client.ts';
import { signIn } from './api/sign-in.ts';
import { type Attendance, isAttended } from './ask.ts';
import { Output } from './output/output.ts';
import { readSettings } from './settings.ts';

/** What surrounds a command. */
export interface Surroundings extends Attendance {
  readonly stdout: NodeJS.WriteStream;
  readonly env: NodeJS.ProcessEnv;
}

/** The options every command has. */
export interface CommonOptions {
  readonly url?: string;
  readonly scope?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
  /** False with `--no-color`. */
  readonly color?: boolean;
}

/** What a command has in its hands. */
export interface Session {
  readonly api: Carillon;
  /** Asks the same Carillon without a token. */
  readonly stranger: Client;
  /** Where it is, without a slash at the end. */
  readonly url: string;
  readonly out: Output;
  readonly around: Surroundings;
}

export function outputFor({ json = false, quiet = false, color = true }: CommonOptions, around: Surroundings): Output {
  const env = color ? around.env : { ...around.env, NO_COLOR: '1' };
  return new Output({ stdout: around.stdout, stderr: around.stderr, env, json, quiet });
}

/** @throws {Failure} when nothing says, or not rightly, which Carillon is meant */
export function openSession(options: CommonOptions, out: Output, around: Surroundings): Session {
  const { url, scope } = readSettings(options, around.env);
  const tell = (what: string) => out.people.line(what);
  const { interrupted } = around;
  const client = new Client({
    url,
    interrupted,
    troubled: (what) => out.note(`${what} Trying again.`),
    ...(scope !== undefined && { token: signIn({ scope, isAttended: isAttended(around), tell }) }),
  });
  return { api: new Carillon(client, url), stranger: new Client({ url, interrupted }), url, out, around };
}
