/** An Azurite of a test file's own: in memory, on free ports, gone with the test. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';

export interface Azurite {
  readonly tableUrl: string;
  readonly queueUrl: string;
  stop(): Promise<void>;
}

const ACCOUNT = 'devstoreaccount1';

export async function startAzurite(): Promise<Azurite> {
  const script = createRequire(import.meta.url).resolve('azurite/dist/src/azurite.js');
  const freePorts = ['--blobPort', '0', '--queuePort', '0', '--tablePort', '0'];
  const child = spawn(process.execPath, [script, '--inMemoryPersistence', '--disableTelemetry', ...freePorts], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const urls = new Map<string, string>();
  for await (const line of createInterface(child.stdout)) {
    const [, service, url] = /Azurite (\w+) service is successfully listening at (\S+)/.exec(line) ?? [];
    if (service && url) urls.set(service, `${url}/${ACCOUNT}`);
    if (urls.size === 3) break;
  }
  child.stdout.resume();
  return {
    tableUrl: urls.get('Table') ?? '',
    queueUrl: urls.get('Queue') ?? '',
    stop: async () => {
      child.kill();
      await once(child, 'exit');
    },
  };
}
