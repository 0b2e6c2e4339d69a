import type { CallAnswer, Webhooks } from '../../../shared/webhook/webhooks.ts';
import type { ToldWatch } from '../checks/told-watch.ts';
import type { Machine } from '../machine.ts';
import type { Weather } from '../weather.ts';
import { type Forecast, strike } from './request.ts';

/** A call that is not answered is given up after this, ms: what the adapter does. */
const TIME_OUT = 15_000;

/** The receiver of webhooks as a machine reaches it: as bad as the way to Teams. */
export function reachWebhook(machine: Machine, forecast: Forecast, receiver: ToldWatch): Webhooks['call'] {
  return (call) =>
    new Promise((resolve) => {
      if (!machine.alive) return;
      const weather = forecast();
      const struck = strike(machine, weather);
      if (struck) machine.crash();
      if (struck === 'before') return;
      const { arrives, answer, after } = draw(machine, weather);
      machine.time.after(machine.travel(5, 60), () => {
        if (arrives) receiver.called(call);
        machine.hear(after, () => resolve(answer));
      });
    });
}

interface Fate {
  readonly arrives: boolean;
  readonly answer: CallAnswer;
  /** The answer takes so long, ms. */
  readonly after: number;
}

function draw(machine: Machine, { teams }: Weather): Fate {
  const falls = (share: number) => machine.chance() < share;
  const arrives = falls(0.5);
  const soon = machine.travel(5, 2_000);
  const throttled = { kind: 'answered', status: 429, retryAfter: 8_000 * machine.chance() } as const;
  if (falls(teams.throttled)) return { arrives: false, answer: throttled, after: soon };
  if (falls(teams.broken)) return { arrives, answer: { kind: 'answered', status: 500 }, after: soon };
  if (falls(teams.gateway)) return { arrives: false, answer: { kind: 'answered', status: 503 }, after: soon };
  if (falls(teams.hang)) return { arrives, answer: { kind: 'unanswered', error: 'time-out' }, after: TIME_OUT };
  const broke = { kind: 'unanswered', error: 'connection-failed' } as const;
  if (falls(teams.lostAnswer)) return { arrives, answer: broke, after: soon };
  return { arrives: true, answer: { kind: 'answered', status: 204 }, after: soon };
}
