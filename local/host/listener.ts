import type { Clock } from '../../shared/clock.ts';
import type { HostEvents } from './events.ts';
import type { HostSettings } from './host-json.ts';
import type { Invoke } from './invoke.ts';
import type { Log } from './log.ts';

/** What each kind of trigger needs to listen for its events. */
export interface Listening {
  readonly invoke: Invoke;
  readonly settings: HostSettings;
  readonly events: HostEvents;
  readonly clock: Clock;
  readonly log: Log;
  /** Aborted when nothing new is to be begun. */
  readonly stopping: AbortSignal;
  /** Aborted when what still runs is given up: nobody waits for it, and its message stays on the queue. */
  readonly abandoned: AbortSignal;
}
