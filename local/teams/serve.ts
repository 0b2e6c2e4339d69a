import { systemClock } from '../../shared/clock.ts';
import { type Answer, refusals } from './answers.ts';
import type { Fault } from './faults/fault-rule.ts';
import { latencyOf } from './latency.ts';
import { retryAfterHeader } from './limits/retry-after.ts';
import type { ArrivedRequest } from './request.ts';
import type { LoggedRequest, RequestEnd } from './request-log.ts';
import { handle, THREAD_BUDGETS } from './routes/handle.ts';
import { isSplit } from './routes/post-activity.ts';
import type { World } from './world.ts';

/** What becomes of a request: an answer, or none in one of three ways; and what the log is to know of it. */
export interface Outcome {
  readonly end: RequestEnd;
  readonly answer: Answer | undefined;
  readonly why: Partial<Pick<LoggedRequest, 'limited' | 'fault'>>;
}

/**
 * Takes a request through the service: its token, limits, faults, gates, the work itself, latency. Limits and faults are
 * decided on arrival, so that holding a request changes neither.
 * @param stopping cuts the latency short; what was held on arrival until then is not carried out
 */
export async function serve(world: World, request: ArrivedRequest, stopping: AbortSignal): Promise<Outcome> {
  if (world.admits && !(await world.admits(request.authorization))) {
    return { end: 401, answer: refusals['401-empty'], why: {} };
  }
  const tooEarly = admit(world, request);
  if (tooEarly !== undefined) return { end: 429, answer: tooEarly, why: { limited: true } };
  const fault = world.faults.choose(request);

  await world.gates.pass('arrival', request);
  if (stopping.aborted) return { end: 'reset', answer: undefined, why: {} };
  const answer = fault === undefined || fault.carriedOut ? handle(world, request) : undefined;
  world.changes.announce();
  await world.gates.pass('answer', request);

  const latency = latencyOf(world.latency, world.seed, request.number) + (fault?.kind === 'slow' ? fault.ms : 0);
  if (latency > 0) await systemClock.sleep(latency, stopping);
  return outcome(fault, answer);
}

function admit({ limits, log }: World, request: ArrivedRequest): Answer | undefined {
  const { at, operation, user, body } = request;
  const thread = user?.toString() ?? request.conversation?.split(';', 1)[0] ?? request.target;
  const cost = (operation === 'send' || operation === 'reply') && isSplit(body) ? 2 : 1;
  const wait = limits.admit(at, THREAD_BUDGETS[operation], thread, cost);
  if (wait === 0) {
    log.admit(at, cost);
    return undefined;
  }
  const retryAfter = retryAfterHeader(limits.settings.retryAfter, wait, at);
  const refusal = refusals['429-throttled'];
  return retryAfter === undefined ? refusal : { ...refusal, headers: { 'Retry-After': retryAfter } };
}

function outcome(fault: Fault | undefined, good: Answer | undefined): Outcome {
  const why = fault === undefined ? {} : { fault: fault.kind };
  if (fault?.kind === 'hang') return { end: 'hung', answer: undefined, why };
  if (fault?.kind === 'reset') return { end: 'reset', answer: undefined, why };
  if (fault?.kind === 'lost-answer') return { end: 'lost-answer', answer: undefined, why };
  const answer = fault?.answer ?? good ?? refusals['500-service-error'];
  return { end: answer.status, answer, why };
}
