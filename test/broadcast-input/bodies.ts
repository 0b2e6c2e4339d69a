import { parseBroadcast } from '../../shared/broadcast/parse-broadcast.ts';

export const ada = '0f8fad5b-d9cb-469f-a165-70867728950e';
export const bob = '7c9e6679-7425-40de-944b-e07fc1f90ae7';

/** A body that nothing is wrong with; each test changes what it is about. */
export const good = () => ({
  message: { text: '**Water** is off until 14:00' } as Record<string, unknown>,
  audience: { include: [{ type: 'everyone' }] } as Record<string, unknown>,
});

export const goodCard = (): Record<string, unknown> => ({
  type: 'AdaptiveCard',
  version: '1.5',
  body: [{ type: 'TextBlock', text: 'Water is off' }],
});

export const withMessage = (message: unknown) => ({ ...good(), message });
export const withCard = (card: unknown) => withMessage({ card, summary: 'Water is off' });
export const withInclude = (...include: unknown[]) => ({ ...good(), audience: { include } });

/** The faults of a body as `code path`, in order. */
export function faultsOf(body: unknown): string[] {
  const parsed = parseBroadcast(body);
  return parsed.ok ? [] : parsed.problems.map((p) => `${p.code} ${p.path}`);
}
