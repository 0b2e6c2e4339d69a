/** A man in the middle between an adapter and its service: passes requests on, or answers as it is told. */
import { proxyService } from '../../local/faulty-storage/service-proxy.ts';
import type { StorageService } from '../../local/faulty-storage/storage-answer.ts';
import type { StorageFault, StorageRequest } from '../../local/faulty-storage/storage-fault.ts';

/** What happens to a request. Each is used for one request; without one left, requests are passed on. */
export type Trick =
  /** The request reaches the service, is answered, and the answer is lost: the connection breaks. */
  | { readonly do: 'cut' }
  /** As `cut`, but half of the answer arrives. */
  | { readonly do: 'half' }
  /** As `cut`, but the connection stays open and silent. */
  | { readonly do: 'stall' }
  /** The connection breaks, and the service never sees the request. */
  | { readonly do: 'drop' }
  /** As `drop`, but the connection stays open and silent. */
  | { readonly do: 'hang' }
  /** The service is asked for one row, however many the caller wants. */
  | { readonly do: 'short page' }
  /** No rows, and the word that there may be more from a key on. */
  | { readonly do: 'empty page'; readonly partition: string; readonly key: string }
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
  /** Resolves when the service has answered everything that was passed to it. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

export async function openProxy(service: StorageService, serviceUrl: string): Promise<Proxy> {
  const seen = { tricked: 0, passed: 0, body: '' };
  const tricks: Trick[] = [];
  const proxy = await proxyService(service, serviceUrl, (request) => {
    const trick = tricks.shift();
    seen.body = request.body;
    seen[trick ? 'tricked' : 'passed'] += 1;
    return trick && faultOf(trick, request);
  });
  return {
    url: proxy.url,
    get seen() {
      return { ...seen, connections: proxy.connections };
    },
    tricks,
    settled: proxy.settled,
    close: proxy.close,
  };
}

function faultOf(trick: Trick, { url }: StorageRequest): StorageFault {
  switch (trick.do) {
    case 'cut':
      return { kind: 'reset', carriedOut: true };
    case 'half':
      return { kind: 'cut' };
    case 'stall':
      return { kind: 'hang', carriedOut: true };
    case 'drop':
      return { kind: 'reset', carriedOut: false };
    case 'hang':
      return { kind: 'hang', carriedOut: false };
    case 'short page':
      return { kind: 'other-request', url: url.replace(/(?<=[?&](?:\$|%24)top=)\d+/, '1') };
    case 'empty page':
      return { kind: 'other-answer', answer: emptyPage(trick.partition, trick.key) };
    case 'answer':
      return { kind: 'error', status: trick.status, code: trick.code, carriedOut: false };
  }
}

function emptyPage(partition: string, key: string) {
  const headers = {
    'content-type': 'application/json;odata=minimalmetadata',
    // The emulator's form of a continuation.
    'x-ms-continuation-nextpartitionkey': Buffer.from(partition).toString('base64'),
    'x-ms-continuation-nextrowkey': Buffer.from(key).toString('base64'),
  };
  return { status: 200, headers, body: Buffer.from('{"value":[]}') };
}
