/**
 * Parses bodies. A broadcast's bodies are all the same: the last few are remembered, so that a million messages in
 * the ledger share one activity. Hence they are frozen.
 */
export function createBodyParser(): (text: string) => Readonly<Record<string, unknown>> | undefined {
  const recent = new Map<string, Readonly<Record<string, unknown>> | undefined>();
  return (text) => {
    if (recent.has(text)) return recent.get(text);
    const body = parseObject(text);
    recent.set(text, body);
    if (recent.size > 32) recent.delete(recent.keys().next().value!);
    return body;
  };
}

function parseObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    freeze(value);
    return value as Readonly<Record<string, unknown>>;
  } catch {
    return undefined;
  }
}

function freeze(value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  for (const field of Object.values(value)) freeze(field);
  Object.freeze(value);
}
