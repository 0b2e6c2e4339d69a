import type { PageOf } from '../../shared/api/service.ts';

/** All items of a list, page after page, from where `query` begins. */
export async function* everyItem<T>(
  page: (query: URLSearchParams) => Promise<PageOf<T>>,
  query: URLSearchParams,
): AsyncGenerator<T> {
  const next = new URLSearchParams(query);
  // As many as the API gives at once.
  next.set('limit', '1000');
  for (;;) {
    const { items, next: cursor } = await page(next);
    yield* items;
    if (cursor === null) return;
    next.set('cursor', cursor);
  }
}
