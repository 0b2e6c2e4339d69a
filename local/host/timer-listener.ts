import type { Listening } from './listener.ts';
import type { Schedule } from './schedule.ts';
import type { TimerTrigger, Trigger } from './trigger.ts';

/** Longer waits are waited in pieces: a Node timer holds no more than 2³¹ ms. */
const longestSleep = 3_600_000;

/**
 * Runs a timer's function at its occurrences, never twice at once: after a run that took longer than the time to the
 * next occurrence, that one comes at once, and only one. Times are UTC. What passed while no host ran is not made
 * good, and each host runs its own timers (in Azure one instance of them all does).
 * @returns when it was told to stop and the function has ended, or was given up
 */
export async function listenTimer(host: Listening, trigger: Trigger & TimerTrigger): Promise<void> {
  const { schedule, runOnStartup } = trigger;
  const { clock, stopping, abandoned, events } = host;
  const functionName = trigger.fn.metadata.name;
  const given = new Promise<void>((resolve) => abandoned.addEventListener('abort', () => resolve(), { once: true }));
  let last: number | undefined;
  let next = schedule.next(clock.now());

  const run = async (at: number) => {
    const info = JSON.stringify(timerInfo(schedule, last, next));
    await Promise.race([given, host.invoke(trigger, { data: { json: info } }).catch(() => undefined)]);
    last = at;
    next = schedule.next(at);
  };

  if (runOnStartup) await run(clock.now());
  while (!stopping.aborted) {
    events.emit('waiting', { functionName, until: next });
    while (clock.now() < next && !stopping.aborted) {
      await clock.sleep(Math.min(next - clock.now(), longestSleep), stopping);
    }
    // A timer that fires a little early must not come twice.
    if (!stopping.aborted) await run(Math.max(clock.now(), next));
  }
}

/** The `timer` argument, in the real host's casing; the library turns it into camel case. */
function timerInfo({ monitored }: Schedule, last: number | undefined, next: number): object {
  const [Last, Next] = [last, next].map((at) => (at === undefined ? '0001-01-01T00:00:00+00:00' : text(at)));
  return {
    Schedule: { AdjustForDST: true },
    ScheduleStatus: monitored ? { Last, Next, LastUpdated: Last } : null,
    IsPastDue: false,
  };
}

function text(time: number): string {
  return new Date(time).toISOString().replace('Z', '+00:00');
}
