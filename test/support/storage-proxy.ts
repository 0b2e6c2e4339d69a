import { after } from 'node:test';
import type { StorageRequest } from '../../local/faulty-storage/storage-fault.ts';
import { proxyStorage } from '../../local/faulty-storage/storage-proxy.ts';

/** Requests that wait before they reach storage. */
export interface Held {
  /** Resolves when the first one waits. */
  readonly reached: Promise<void>;
  /** Lets all go on, and holds no more. */
  release(): void;
}

export interface HoldingProxy {
  /** As the emulator's, through the proxy. */
  readonly connectionString: string;
  /** Holds the requests to storage that match from now on. */
  hold(matches: (request: StorageRequest) => boolean): Held;
}

/** Puts a proxy between an app and its storage that can hold requests; it closes with the test file. */
export async function holdingProxy(storage: string): Promise<HoldingProxy> {
  const holds = new Set<(request: StorageRequest) => Promise<void> | undefined>();
  const proxy = await proxyStorage(storage, async (request) => {
    for (const held of holds) await held(request);
    return undefined;
  });
  after(() => proxy.close());
  return {
    connectionString: proxy.connectionString,
    hold(matches) {
      const reached = Promise.withResolvers<void>();
      const released = Promise.withResolvers<void>();
      const held = (asked: StorageRequest) => {
        if (!matches(asked)) return undefined;
        reached.resolve();
        return released.promise;
      };
      holds.add(held);
      const release = () => {
        holds.delete(held);
        released.resolve();
      };
      return { reached: reached.promise, release };
    },
  };
}

/**
 * Which requests plan a page of a tenant's broadcasts: the transactions of shards, their recipients and the cursor.
 * @param spared so many pages are not meant
 */
export function planningOf(tenant: string, spared = 0): (request: StorageRequest) => boolean {
  let pages = 0;
  return ({ url, body }) => {
    const plans = url.includes('$batch') && body.includes('"who"') && body.includes(`"tenant":"${tenant}"`);
    return plans && ++pages > spared;
  };
}
