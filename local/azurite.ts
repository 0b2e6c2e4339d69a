import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { lockFolder } from './folder-lock.ts';

/** A running storage emulator: blobs, queues and tables on free ports of loopback. */
export interface Azurite {
  readonly connectionString: string;
  /** Ends it; what it holds on disk is written first. */
  stop(): Promise<void>;
}

export interface AzuriteOptions {
  /** Where data is kept; without it, in memory. */
  readonly folder?: string;
}

/** The emulator's well-known account, the same on every machine and no secret (Microsoft's documentation prints it). */
const account = 'devstoreaccount1';
const accountKey = 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==';

/**
 * Starts Azurite in a process of its own, which ends when this one does, however it ends: it watches the channel
 * between them. Signals from the terminal do not reach it, so that an app can still write while it stops.
 * @throws {Error} when the folder is another Azurite's, or it does not come up
 */
export async function startAzurite({ folder }: AzuriteOptions = {}): Promise<Azurite> {
  const unlock = folder === undefined ? () => {} : lockFolder(folder);
  const child = fork(fileURLToPath(import.meta.resolve('./azurite-process.ts')), folder === undefined ? [] : [folder], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    execArgv: [],
    detached: true,
  });
  try {
    const urls = await listening(child);
    // A process that has nothing else to do may end, and this with it.
    hold(child, false);
    const endpoints = [...urls].map(([service, url]) => `${service}Endpoint=${url}/${account};`);
    return {
      connectionString: `DefaultEndpointsProtocol=http;AccountName=${account};AccountKey=${accountKey};${endpoints.join('')}`,
      stop: async () => {
        if (child.exitCode === null && child.signalCode === null) {
          hold(child, true);
          const ended = once(child, 'exit');
          if (child.connected) child.disconnect();
          await ended;
        }
        unlock();
      },
    };
  } catch (error) {
    child.kill('SIGKILL');
    unlock();
    throw error;
  }
}

/** Whether this process stays alive for the child's sake. */
function hold(child: ChildProcess, held: boolean): void {
  const handles = [child, child.channel, child.stdout instanceof Socket ? child.stdout : undefined];
  for (const handle of handles) held ? handle?.ref() : handle?.unref();
}

/** Waits until each service says where it listens. */
async function listening(child: ChildProcess): Promise<Map<string, string>> {
  const urls = new Map<string, string>();
  const lines: string[] = [];
  await new Promise<void>((resolve, reject) => {
    createInterface({ input: child.stdout ?? process.stdin }).on('line', (line) => {
      lines.push(line);
      const [, service, url] = /^Azurite (\w+) service is successfully listening at (\S+)/.exec(line) ?? [];
      if (service && url) urls.set(service, url);
      if (urls.size === 3) resolve();
    });
    child.once('error', reject);
    child.once('exit', () => reject(new Error(`Azurite did not start:\n${lines.join('\n')}`)));
  });
  return urls;
}
