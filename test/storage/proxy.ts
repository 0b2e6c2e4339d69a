/** A man in the middle between an adapter and its service: passes requests on, or answers as it is told. */
import { proxyService } from '../../local/faulty-storage/service-proxy.ts';
import type { StorageFault, StorageService } from '../../local/faulty-storage/storage-fault.ts';

/** What happens to a request. Each is used for one request; without one left, requests are passed on. */
export type Trick =
  /** The request reaches the service, is answered, and the answer is lost: the connection breaks. */
  | { readonly do: 'cut' }
  /** As `cut`, but the connection stays open and silent. */
  | { readonly do: 'stall' }
  /** The service never sees it; this is the answer. */
  | { readonly do: 'answer'; readonly status: number; readonly code: string };

export interface Proxy {
  /** The service's URL as seen through the proxy. */
  readonly url: string;
  /** How many requests came by, by whether they were tricked or passed on, over how many connections; and the last one's body. */
  readonly seen: {
    readonly tricked: number;
    readonly passed: number;
    readonly connections: number;
    readonly body: string;
  };
  readonly tricks: Trick[];
  close(): Promise<void>;
}

export async function openProxy(service: StorageService, serviceUrl: string): Promise<Proxy> {
  const seen = { tricked: 0, passed: 0, body: '' };
  const tricks: Trick[] = [];
  const proxy = await proxyService(service, serviceUrl, ({ body }) => {
    const trick = tricks.shift();
    seen.body = body;
    seen[trick ? 'tricked' : 'passed'] += 1;
    return trick && faultOf(trick);
  });
  return {
    url: proxy.url,
    get seen() {
      return { ...seen, connections: proxy.connections };
    },
    tricks,
    close: proxy.close,
  };
}

function faultOf(trick: Trick): StorageFault {
  if (trick.do === 'cut') return { kind: 'reset', carriedOut: true };
  if (trick.do === 'stall') return { kind: 'hang', carriedOut: true };
  const { status, code } = trick;
  return { kind: 'error', status, code, carriedOut: false };
}
