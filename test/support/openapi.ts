import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { openApiDocument } from '../../shared/http/openapi/document.ts';

export type Json = Readonly<Record<string, unknown>>;

export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly schema: Json;
}

export interface DescribedResponse {
  readonly headers?: Readonly<Record<string, unknown>>;
  readonly content?: Readonly<Record<string, { readonly schema?: Json }>>;
}

export interface DescribedOperation {
  readonly operationId: string;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: {
    readonly required: boolean;
    readonly content: { readonly 'application/json': { readonly schema: Json } };
  };
  readonly responses: Readonly<Record<string, DescribedResponse>>;
  readonly 'x-carillon-role'?: string;
}

/** One method of an address, as the document has it. */
export interface Described {
  /** As the document has it, without the slash in front. */
  readonly path: string;
  readonly method: string;
  readonly parameters: readonly Parameter[];
  readonly operation: DescribedOperation;
}

/** The document as a client gets it. */
export const document = JSON.parse(JSON.stringify(openApiDocument())) as {
  readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>> & { parameters?: readonly Parameter[] }>>;
  readonly components: { readonly schemas: Readonly<Record<string, Json>> };
};

/** Each method of each address. */
export const described: readonly Described[] = Object.entries(document.paths).flatMap(([path, item]) => {
  const { parameters: common = [], ...methods } = item;
  return Object.entries(methods).map(([method, operation]) => {
    const own = (operation as DescribedOperation).parameters ?? [];
    const parameters = [...common, ...own];
    return {
      path: path.slice(1),
      method: method.toUpperCase(),
      parameters,
      operation: operation as DescribedOperation,
    };
  });
});

const mostLiteralFirst = Object.keys(document.paths)
  .map((path) => path.slice(1))
  .toSorted((a, b) => a.split('{').length - b.split('{').length);

/** The address of the document that a path is at. @param path below /api, percent-encoded, without a query */
export function addressOf(path: string): string | undefined {
  const given = path.split('/');
  return mostLiteralFirst.find((template) => {
    const segments = template.split('/');
    const fits = (segment: string, i: number) => (segment.startsWith('{') ? given[i] !== '' : segment === given[i]);
    return segments.length === given.length && segments.every(fits);
  });
}

/** Whether a value fits a schema of the document; in answers nothing may be that no schema names. */
export type Fits = (value: unknown) => string | undefined;

const asked = validators(document);
const answered = validators(withNothingMore(document));

/** @param pointer to a schema in the document */
export const fitsAsked = (pointer: string): Fits => asked(pointer);
/** @param pointer as of {@link fitsAsked} */
export const fitsAnswered = (pointer: string): Fits => answered(pointer);

function validators(document: object): (pointer: string) => Fits {
  const ajv = new Ajv2020({ strict: false, validateFormats: true });
  formats.default(ajv);
  ajv.addSchema(document, 'carillon');
  const compiled = new Map<string, Fits>();
  return (pointer) => {
    const known = compiled.get(pointer);
    if (known) return known;
    const validate = ajv.compile({ $ref: `carillon#${pointer}` });
    const fits: Fits = (value) => (validate(value) ? undefined : ajv.errorsText(validate.errors));
    compiled.set(pointer, fits);
    return fits;
  };
}

/** The schemas of answers, closed: what they do not name is not described. */
function withNothingMore(document: object): object {
  return JSON.parse(JSON.stringify(document), (name, value) => {
    const isOpen =
      typeof value?.properties === 'object' && value.type === 'object' && !('additionalProperties' in value);
    return isOpen && name !== 'card' ? { ...value, additionalProperties: false } : value;
  });
}

/** A pointer, from the names it goes by. */
export const pointerTo = (...names: readonly string[]): string =>
  names.map((name) => `/${encodeURIComponent(name.replaceAll('~', '~0').replaceAll('/', '~1'))}`).join('');
