import type { ProblemDetail } from '../errors.ts';
import { child, type Faults } from '../input/faults.ts';
import { kindOf, objectAt, oneOf, quote, refuseRepeated, refuseUnknown } from '../input/fields.ts';
import { type RetriableState, retriableStates } from '../shard/rerun.ts';

/** What is to be sent again, and the run whose end was seen. */
export interface RetryBody {
  readonly run: number;
  readonly states: readonly RetriableState[];
}

export type ParsedRetry =
  | { readonly ok: true; readonly retry: RetryBody }
  | { readonly ok: false; readonly problems: readonly ProblemDetail[] };

/** Reads the body of a retry: what is asked for, or every fault there is in it. Never throws. */
export function parseRetry(value: unknown, repeated: readonly string[], faults: Faults): ParsedRetry {
  refuseRepeated(repeated, faults);
  const body = objectAt(value, '', faults);
  if (body) refuseUnknown(body, ['run', 'states'], '', faults);
  const run = body && readRun(body['run'], faults);
  const states = body && readStates(body['states'], faults);
  if (run === undefined || states === undefined || faults.count > 0) return { ok: false, problems: faults.list() };
  return { ok: true, retry: { run, states } };
}

function readRun(run: unknown, faults: Faults): number | undefined {
  if (typeof run === 'number' && Number.isSafeInteger(run) && run >= 1) return run;
  if (run === undefined) faults.add('/run', 'missing-field', 'A retry names the `run` whose end was seen.');
  else faults.add('/run', 'wrong-type', `This must be a whole number from 1, not ${quote(run)}.`);
  return undefined;
}

function readStates(states: unknown, faults: Faults): readonly RetriableState[] | undefined {
  const path = '/states';
  if (states === undefined)
    faults.add(path, 'missing-field', `A retry names \`states\`: ${retriableStates.join(', ')}.`);
  else if (!Array.isArray(states)) faults.add(path, 'wrong-type', `This must be an array, not ${kindOf(states)}.`);
  else if (states.length === 0) faults.add(path, 'empty-list', 'A retry names at least one state.');
  else if (states.length > MOST) faults.add(path, 'too-many-items', `There are only ${retriableStates.length} states.`);
  else {
    const read = states.map((state, i) => oneOf(state, retriableStates, child(path, i), faults));
    return retriableStates.filter((state) => read.includes(state));
  }
  return undefined;
}

/** Each may be named more than once; a list longer than this is a mistake. */
const MOST = 100;
