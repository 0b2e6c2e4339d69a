import { proxyService, type ServiceProxy } from './service-proxy.ts';
import type { Interfere } from './storage-fault.ts';

/** Stands between an app and its storage, tables and queues. */
export interface StorageProxy {
  /** The emulator's connection string, through the proxy. */
  readonly connectionString: string;
  close(): Promise<void>;
}

/**
 * Puts a proxy before the tables and queues of a storage emulator.
 * @throws {Error} when the connection string does not say where they are
 */
export async function proxyStorage(connectionString: string, interfere: Interfere): Promise<StorageProxy> {
  let through = connectionString;
  const proxies: ServiceProxy[] = [];
  for (const service of ['table', 'queue'] as const) {
    const [, url] = new RegExp(`${service}Endpoint=([^;]+)`, 'i').exec(connectionString) ?? [];
    if (url === undefined) throw new Error(`The connection string names no endpoint of ${service}s.`);
    const proxy = await proxyService(service, url, interfere);
    proxies.push(proxy);
    through = through.replace(url, proxy.url);
  }
  return {
    connectionString: through,
    close: async () => void (await Promise.all(proxies.map((proxy) => proxy.close()))),
  };
}
