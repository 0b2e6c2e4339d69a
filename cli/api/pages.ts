import type { PageOf } from '../../shared/api/views/page.ts';

/** All pages of a list, one after the other, from where `query` begins. */
export async function* everyPage<T>(
  page: (query: URLSearchParams) => Promise<PageOf<T>>,
  query: URLSearchParams,
): AsyncGenerator<PageOf<T>> {
  const next = new URLSearchParams(query);
  // As many as the API gives at once.
  next.set('limit', '1000');
  for (;;) {
    const read = await page(next);
    yield read;
    if (read.next === null) return;
    next.set('cursor', read.next);
  }
}
