const entityTag = /(?:^|,)\s*(W\/)?"([\x21\x23-\x7e\x80-\xff]*)"\s*(?=,|$)/g;

/** The entity tags that a header lists (RFC 9110, 8.8.3); what is no list of tags has none. */
export function tagsIn(header: string): readonly { readonly tag: string; readonly isWeak: boolean }[] {
  return [...header.matchAll(entityTag)].map(([, weak, tag = '']) => ({ tag, isWeak: weak !== undefined }));
}
