import { createRequire } from 'node:module';

/** What these tests use of Microsoft's renderer. */
interface Registry {
  getItemCount(): number;
  getItemAt(index: number): { readonly typeName: string };
}
interface Library {
  readonly GlobalRegistry: { readonly elements: Registry; readonly actions: Registry };
  readonly SerializationContext: new () => {
    readonly eventCount: number;
    getEventAt(index: number): { readonly message: string };
  };
  readonly AdaptiveCard: new () => {
    parse(card: object, context: unknown): void;
    validateProperties(): { readonly validationEvents: readonly { readonly message: string }[] };
  };
}

// The bundle, since the package's modules are not loadable in Node.
const library: Library = createRequire(import.meta.url)('adaptivecards/dist/adaptivecards.min.js');

/** What the library has to say against a card. */
export function parseWithLibrary(card: object): string[] {
  const context = new library.SerializationContext();
  const parsed = new library.AdaptiveCard();
  parsed.parse(structuredClone(card), context);
  const events = Array.from({ length: context.eventCount }, (_, i) => context.getEventAt(i));
  return [...events, ...parsed.validateProperties().validationEvents].map((event) => event.message);
}

export function registeredTypes(): { elements: string[]; actions: string[] } {
  const names = (registry: Registry) =>
    Array.from({ length: registry.getItemCount() }, (_, i) => registry.getItemAt(i).typeName);
  return { elements: names(library.GlobalRegistry.elements), actions: names(library.GlobalRegistry.actions) };
}
