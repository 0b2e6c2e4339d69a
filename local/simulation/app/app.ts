import type { HttpResponseInit } from '@azure/functions';
import { openBroadcasts } from '../../../shared/api/broadcasts.ts';
import type { Broadcasts } from '../../../shared/api/service.ts';
import { openTrail } from '../../../shared/audit/trail.ts';
import { openToAnybody } from '../../../shared/bot/bot-door.ts';
import { openMessages } from '../../../shared/bot/messages.ts';
import { openPlaces } from '../../../shared/bot/places.ts';
import type { Context } from '../../../shared/context.ts';
import type { Invocation } from '../../../shared/http/handle.ts';
import { doorTo, routeOf } from '../../http-routes.ts';
import { jsonRequest } from '../../json-request.ts';
import { callerIn } from '../cast/callers.ts';
import type { AuditWatch } from '../checks/audit-watch.ts';
import type { Machine } from '../machine.ts';
import type { Forecast } from '../reach/request.ts';
import { withoutWrites } from '../reach/without-writes.ts';
import type { Storage } from '../storage.ts';
import type { Call } from './call.ts';
import { runHost } from './host.ts';

/** One process of the app: what it answers. Its queues and timers run by themselves. */
export interface App {
  readonly machine: Machine;
  readonly context: Context;
  call(call: Call): Promise<HttpResponseInit>;
  /** As a call; told of everything it writes. */
  callWatched(call: Call, onWrite: (where: string) => void): Promise<HttpResponseInit>;
}

/** What there is around a process. */
export interface Surroundings {
  readonly storage: Storage;
  readonly forecast: Forecast;
  readonly audited: AuditWatch;
}

/** Starts the app on a machine: the functions' own code behind its triggers, the bot's endpoint with botbuilder. */
export function startApp(
  machine: Machine,
  context: Context,
  { storage, forecast, audited }: Surroundings,
  count: (what: string) => void,
  onError: (error: unknown) => void,
): App {
  const broadcasts = openBroadcasts(context, []);
  const trail = openTrail(context);
  const messages = openMessages({
    conversations: context.tables.conversations,
    clock: context.clock,
    log: context.log,
    door: openToAnybody,
    places: openPlaces(context.log),
    serviceUrlAllowed: () => true,
  });
  runHost({ machine, context, broadcasts, storage, forecast, count, onError });
  return {
    machine,
    context,
    call: (call) => answer(call, broadcasts),
    callWatched: (call, onWrite) => answer(call, openBroadcasts(withoutWrites(context, onWrite), [])),
  };

  async function answer(call: Call, service: Broadcasts): Promise<HttpResponseInit> {
    const invocation = { invocationId: audited.next(), error: () => {} };
    const answered = await answerOf(call, service, invocation);
    audited.answered(invocation.invocationId, call, answered.status ?? 200);
    return answered;
  }

  async function answerOf(call: Call, service: Broadcasts, invocation: Invocation): Promise<HttpResponseInit> {
    const { route, params } = routeOf(call.path.split('?')[0]!);
    const request = jsonRequest(call, params);
    if (call.path === 'messages') return await messages(request, invocation);
    const door = {
      ...doorTo(service, trail),
      callerOf: async (sent: { get(name: string): string | null }) => callerIn(sent),
    };
    return await route(request, invocation, () => door);
  }
}
