import { EventEmitter } from 'node:events';

export interface InvocationEvent {
  readonly functionName: string;
  readonly invocationId: string;
}

export interface MessageEvent {
  readonly queue: string;
  readonly id: string;
  readonly dequeueCount: number;
}

/**
 * What happens inside a host, told as it happens, so that tests wait for events instead of sleeping.
 * - `invoked`, `completed`: a function begins; it has ended (with `error`, if it threw)
 * - `polled`: a queue was asked for messages
 * - `settled`: what became of a message after its function: `deleted`, `released` (to be tried again), `poisoned`,
 *   `hidden` (left as it is: a poison queue's own failures), `lost` (somebody else has it by now)
 * - `renewed`: a message stays hidden for longer, its function runs on
 * - `waiting`: a timer waits for its next occurrence (milliseconds since 1970)
 */
export type HostEventMap = {
  invoked: [InvocationEvent];
  completed: [InvocationEvent & { readonly error: unknown }];
  polled: [{ readonly queue: string; readonly found: number }];
  settled: [MessageEvent & { readonly outcome: Outcome }];
  renewed: [MessageEvent];
  waiting: [{ readonly functionName: string; readonly until: number }];
};

export type HostEvents = EventEmitter<HostEventMap>;

export type Outcome = 'deleted' | 'released' | 'poisoned' | 'hidden' | 'lost';

export function hostEvents(): HostEvents {
  return new EventEmitter();
}
