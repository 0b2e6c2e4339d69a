import * as z from 'zod/mini';
import { auditView } from '../../api/views/audit.ts';
import { broadcastsPage, broadcastView, messageView } from '../../api/views/broadcast.ts';
import { deliveryView, reasonsView } from '../../api/views/delivery.ts';
import { redrivenView, resolvedView, tenantView } from '../../api/views/operations.ts';
import { pageOf } from '../../api/views/page.ts';
import { personView } from '../../api/views/person.ts';
import { deletedPersonView } from '../../api/views/person-data.ts';
import { problemView } from '../../api/views/problem.ts';
import { reachView } from '../../api/views/reach.ts';
import { healthView, readinessView } from '../../api/views/readiness.ts';
import { reasonView } from '../../api/views/reason.ts';
import { refusedView } from '../../api/views/refused.ts';
import { releaseView } from '../../api/views/release.ts';
import { webhookView } from '../../api/views/webhook.ts';
import { audience } from '../../broadcast/parse-audience.ts';
import { newBroadcast } from '../../broadcast/parse-broadcast.ts';
import { message, messageShape } from '../../broadcast/parse-message.ts';
import { releaseBody } from '../../broadcast/parse-release.ts';
import { dryRun } from '../../broadcast/parse-resolve.ts';
import { retryBody } from '../../broadcast/parse-retry.ts';
import { stopBody } from '../../broadcast/parse-stop.ts';

/** What the API is sent, by the names that clients are made with. */
const asked = {
  NewBroadcast: newBroadcast,
  NewMessage: messageShape,
  Audience: audience,
  DryRun: dryRun,
  Release: releaseBody,
  Retry: retryBody,
  Stop: stopBody,
};

/** What it answers with. */
const shown = {
  Broadcast: broadcastView,
  BroadcastsPage: broadcastsPage,
  Message: messageView,
  Delivery: deliveryView,
  DeliveriesPage: pageOf(deliveryView),
  Reason: reasonView,
  Reasons: reasonsView,
  ReleaseReview: releaseView,
  Person: personView,
  DeletedPerson: deletedPersonView,
  RefusedPage: pageOf(refusedView),
  Webhook: webhookView,
  Tenant: tenantView,
  ResolvedAudience: resolvedView,
  Reach: reachView,
  Redriven: redrivenView,
  Health: healthView,
  Readiness: readinessView,
  AuditEntry: auditView,
  AuditPage: pageOf(auditView),
  Problem: problemView,
};

export type AskedName = keyof typeof asked;
export type ShownName = keyof typeof shown;
export type JsonSchema = Readonly<Record<string, unknown>>;

/** Where a schema stands in the document. */
export const refTo = (name: AskedName | ShownName) => ({ $ref: uriOf(name) });

const uriOf = (name: string): string => `#/components/schemas/${name}`;

/** All schemas of the document by name. */
export function namedSchemas(): Readonly<Record<string, JsonSchema>> {
  return { ...jsonSchemas(asked, 'input', override), ...jsonSchemas(shown, 'output', openEnded) };
}

/** One that has no name, of a parameter. @param io as it is sent, or as it is once it is read from text */
export function schemaOf(schema: z.core.$ZodType, io: 'input' | 'output'): JsonSchema {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, override });
  return rest;
}

function jsonSchemas(schemas: Readonly<Record<string, z.core.$ZodType>>, io: 'input' | 'output', override: Override) {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(schemas)) registry.add(schema, { id });
  const made = z.toJSONSchema(registry, { io, uri: uriOf, override });
  return Object.fromEntries(
    Object.entries(made.schemas).map(([name, { $schema: _, $id: __, ...schema }]) => [name, schema]),
  );
}

type Override = NonNullable<NonNullable<Parameters<typeof z.toJSONSchema>[1]>['override']>;

/** A message is read so that all that is wrong with it is told; what it is, is a text or a card. */
const override: Override = ({ zodSchema, jsonSchema }) => {
  if (zodSchema === (message as z.core.$ZodType)) replace(jsonSchema, refTo('NewMessage'));
};

/** Of what is sent an unknown field is an error; of what is answered clients ignore what they don't know. */
const openEnded: Override = ({ jsonSchema }) => {
  if (jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
};

function replace(schema: Record<string, unknown>, by: object): void {
  for (const name of Object.keys(schema)) delete schema[name];
  Object.assign(schema, by);
}
