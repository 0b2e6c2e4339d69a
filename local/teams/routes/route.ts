import type { Operation } from '../request.ts';

/** What a path asks for. */
export interface Route {
  readonly operation: Operation;
  readonly region: string | undefined;
  readonly tenant: string | undefined;
  readonly conversation: string | undefined;
  readonly target: string | undefined;
}

const PREFIX = /^(?:\/([a-z0-9-]+))?(?:\/([0-9a-f-]{36}))?\/v3\/(.+)$/i;

const CONVERSATION_ROUTES: Readonly<Record<string, Operation>> = {
  'POST activities': 'send',
  'POST activities/*': 'reply',
  'PUT activities/*': 'update',
  'DELETE activities/*': 'delete',
  'GET members': 'members',
  'GET members/*': 'member',
  'GET pagedmembers': 'pagedmembers',
};

/**
 * Reads method and path. A serviceUrl may end with a region and a tenant id (`/amer/{tenantId}/`), so these may
 * stand before `/v3`.
 * @param path without the query
 */
export function readRoute(method: string, path: string): Route {
  const [, region, tenant, rest = ''] = PREFIX.exec(path) ?? [];
  const parts = rest.split('/').map(decoded);
  const [collection, id, member, target] = parts;
  const route = (operation: Operation, conversation?: string, about?: string): Route => ({
    operation,
    region: region?.toLowerCase(),
    tenant: tenant?.toLowerCase(),
    conversation,
    target: about,
  });

  if (collection === 'conversations') {
    if (parts.length === 1 && method === 'POST') return route('create');
    if (parts.length <= 4 && id && member) {
      const operation = CONVERSATION_ROUTES[`${method} ${member}${target ? '/*' : ''}`];
      if (operation !== undefined) return route(operation, id, target);
    }
  }
  if (collection === 'teams' && method === 'GET' && id) {
    if (parts.length === 2) return route('team', undefined, id);
    if (parts.length === 3 && member === 'conversations') return route('channels', undefined, id);
  }
  return route('unknown');
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
