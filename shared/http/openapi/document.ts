import type { Method } from '../handle.ts';
import { pathParameters } from '../path.ts';
import { botEndpoint } from './bot-endpoint.ts';
import { broadcastAddresses } from './broadcasts.ts';
import type { Address, Operation } from './operation.ts';
import { operatorAddresses } from './operators.ts';
import { probes } from './probes.ts';
import { answerResponses, problemResponses, problemsOf } from './responses.ts';
import { type JsonSchema, namedSchemas, refTo, schemaOf } from './schemas.ts';
import { steeringAddresses } from './steering.ts';
import { thisDocument } from './this-document.ts';

const addresses: readonly Address[] = [...broadcastAddresses, ...steeringAddresses, ...operatorAddresses];

const about = `One message to everyone in a Microsoft Teams organisation, with proof of who got it.

HEAD is answered as GET, without the body; OPTIONS with \`204\` and the methods there are, in \`Allow\`; any other method
with \`405 method-not-allowed\`, any other address with \`404 not-found\`. A client ignores fields it does not know, and takes
words it does not know (states, codes) for what they are: new ones are no new version. What a schema can't say (that a time
has not passed yet, that a text has something to read in it) is said by \`400 invalid-request\`, whose \`errors\` name every
fault at once.`;

/** The API, described: OpenAPI 3.1, from the schemas by which requests are read and the routes that say who may. */
export function openApiDocument() {
  return {
    openapi: '3.1.1',
    info: { title: 'Carillon', version: '1.0.0', description: about, license: { name: 'MIT', identifier: 'MIT' } },
    servers: [{ url: '/api', description: 'Where this document is.' }],
    tags: [...new Set(addresses.map(({ tag }) => tag)), 'bot', 'api'].map((name) => ({ name })),
    paths: { ...Object.fromEntries(addresses.map(pathOf)), ...botEndpoint, ...probes, ...thisDocument },
    components: {
      schemas: namedSchemas(),
      headers,
      securitySchemes: {
        entra: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description: 'A token of Microsoft Entra ID for this API. In local mode none is asked for.',
        },
        botFramework: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description: 'A token that the Bot Framework signs, for this bot. In local mode none is asked for.',
        },
      },
    },
  };
}

const headers = {
  ETag: {
    description: 'To be sent back as `If-None-Match`; of a message as `If-Match`, too.',
    schema: { type: 'string' },
  },
  Location: { description: 'Where to look for what becomes of it.', schema: { type: 'string' } },
  'WWW-Authenticate': {
    description: 'What a token must be like (RFC 6750). Not in local mode.',
    schema: { type: 'string' },
  },
  'Retry-After': {
    description: 'After so many seconds it is worth asking again.',
    schema: { type: 'integer', minimum: 0 },
  },
};

function pathOf({ path, tag, operations }: Address): [path: string, item: object] {
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name as keyof typeof pathParameters);
  const parameters = names.map((name) => ({
    ...{ name, in: 'path', required: true },
    schema: schemaOf(pathParameters[name], 'input'),
  }));
  const methods = operations.map(({ method, needs, ...operation }) => [
    method.toLowerCase(),
    {
      operationId: operation.id,
      tags: [tag],
      summary: operation.summary,
      description: [operation.description, `Needs the role \`${needs}\`.`].filter(Boolean).join(' '),
      security: [{ entra: [needs] }],
      'x-carillon-role': needs,
      parameters: parametersOf(method, operation),
      ...(operation.body && { requestBody: bodyOf(operation.body) }),
      responses: { ...answerResponses(operation.answer), ...problemResponses(problemsOf(operation, names)) },
    },
  ]);
  return [`/${path}`, { ...(parameters.length > 0 && { parameters }), ...Object.fromEntries(methods) }];
}

function parametersOf(method: Method, { query = {}, idempotent, ifMatch, answer }: Operation): readonly object[] {
  return [
    ...Object.entries(query).map(([name, schema]) => queryParameter(name, schemaOf(schema, 'output'))),
    ...(idempotent ? [idempotencyKey] : []),
    ...(ifMatch ? [onlyIfMatch] : []),
    ...(method === 'GET' && (answer.polled || answer.tagged) ? [ifNoneMatch] : []),
  ];
}

/** A list may come in pieces or with commas; what clients make of the latter is one parameter. */
const queryParameter = (name: string, schema: JsonSchema) => ({
  ...{ name, in: 'query', schema },
  ...(schema['type'] === 'array' && { style: 'form', explode: false }),
});

const idempotencyKey = {
  ...{ name: 'Idempotency-Key', in: 'header' },
  description: 'The same key with the same body is the same broadcast: 1 to 255 visible ASCII characters.',
  schema: { type: 'string', pattern: '^[\\x21\\x23-\\x7e][\\x21-\\x7e]{0,254}$' },
};

const ifNoneMatch = {
  ...{ name: 'If-None-Match', in: 'header' },
  description: 'The `ETag` of what is known already.',
  schema: { type: 'string' },
};

const onlyIfMatch = {
  ...{ name: 'If-Match', in: 'header' },
  description:
    'The `ETag` of the message that was read: nothing is done if it was edited since. Without it, whatever it is.',
  schema: { type: 'string' },
};

const bodyOf = ({ is, mayBeMissing }: NonNullable<Operation['body']>) => ({
  required: !mayBeMissing,
  content: { 'application/json': { schema: refTo(is) } },
});
