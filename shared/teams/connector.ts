/** A ConnectorClient of botframework-connector, with what it does unasked taken out. */
import { ConnectorClient } from 'botframework-connector/lib/connectorApi/connectorClient.js';
import type { Agents, HttpAnswer, PostLimits } from './http-post.ts';
import { post } from './http-post.ts';

/** The parts of the client's pipeline we use; its types are not exported by the package. */
interface Pipeline {
  getOrderedPolicies(): readonly { readonly name: string }[];
  removePolicy(which: { name: string }): unknown;
  addPolicy(policy: Policy, options: { afterPhase: 'Sign' }): void;
}

interface Policy {
  readonly name: string;
  sendRequest(request: PipelineRequest): Promise<PipelineAnswer>;
}

interface PipelineRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: { toJSON(): Record<string, string> };
  readonly body?: unknown;
  readonly abortSignal?: AbortSignal;
}

/** An answer as the pipeline passes it on, and hangs it on its errors as `response`. */
export interface PipelineAnswer {
  readonly request: PipelineRequest;
  readonly status: number;
  readonly headers: { get(name: string): string | undefined; toJSON(): object };
  readonly bodyAsText: string;
}

/** Turns an activity into JSON by the Connector's own description of it, and an answer into an object or an error. */
const kept = new Set(['serializationPolicy', 'deserializationPolicy']);

/**
 * A client for one address. Of the pipeline that comes with it only the two policies stay that read and write JSON. Out
 * go the one that sends up to four times, the one that follows redirects, and those that compress, log, trace, number
 * and look for proxies, which together cost a third of the time of a send. In their place one request is made, as
 * http-post.ts makes it.
 */
export function openConnector(serviceUrl: string, agents: Agents, limits: PostLimits): ConnectorClient {
  const client = new ConnectorClient({ signRequest: async (request) => request }, { baseUri: serviceUrl });
  const pipeline = pipelineOf(client);
  for (const { name } of pipeline.getOrderedPolicies()) if (!kept.has(name)) pipeline.removePolicy({ name });
  const sendRequest = async (request: PipelineRequest) => answered(request, await sent(request, agents, limits));
  pipeline.addPolicy({ name: 'onePost', sendRequest }, { afterPhase: 'Sign' });
  return client;
}

/** The client keeps its pipeline where TypeScript does not see it. */
function pipelineOf(client: ConnectorClient): Pipeline {
  const inner: unknown = Reflect.get(client, 'client');
  const pipeline = (inner as { pipeline?: Pipeline } | undefined)?.pipeline;
  if (typeof pipeline?.addPolicy !== 'function') {
    throw new Error('This version of botframework-connector has its pipeline elsewhere: messages would be sent twice.');
  }
  return pipeline;
}

function sent(request: PipelineRequest, agents: Agents, limits: PostLimits) {
  const { method, url, headers, body, abortSignal: signal } = request;
  const text = body === undefined ? '' : String(body);
  return post({ method, url: new URL(url), headers: headers.toJSON(), body: text, signal }, agents, limits);
}

function answered(request: PipelineRequest, { status, headers, text }: HttpAnswer): PipelineAnswer {
  const get = (name: string) => headers[name.toLowerCase()]?.toString();
  return { request, status, headers: { get, toJSON: () => headers }, bodyAsText: text };
}
