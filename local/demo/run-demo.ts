import { once } from 'node:events';
import type { Screen } from '../../cli/terminal/screen.ts';
import { Closing } from '../copies/closing.ts';
import type { Disagreement } from '../copies/compare.ts';
import type { SimulatedTeams } from '../teams/simulated-teams.ts';
import { install } from './install.ts';
import type { DemoOptions } from './options.ts';
import { review } from './review.ts';
import { send } from './send.ts';
import { openStage } from './stage.ts';
import { showAround, showCast } from './words.ts';

/** What surrounds a demo. */
export interface Surroundings {
  readonly screen: Screen;
  /** Stops it, and everything it started, at once. */
  readonly interrupted: AbortSignal;
  /** Called when the broadcast has ended, before anything is compared. */
  readonly ended?: (teams: SimulatedTeams) => void;
}

/** Somebody pressed Ctrl-C, or closed the window. */
export class Interrupted extends Error {
  override name = 'Interrupted';
}

/**
 * Runs the whole demo. Whatever it started has ended when this resolves or rejects.
 * @returns on what app and ledger disagree: nothing when all is well
 * @throws {Interrupted}
 * @throws {Error} when something could not be brought to its end
 */
export async function runDemo(options: DemoOptions, around: Surroundings): Promise<readonly Disagreement[]> {
  const { screen, interrupted } = around;
  const cut = Promise.withResolvers<never>();
  cut.promise.catch(() => {});
  const interrupt = () => cut.reject(new Interrupted());
  interrupted.addEventListener('abort', interrupt, { once: true });
  if (interrupted.aborted) interrupt();

  const closing = new Closing();
  let how: 'stop' | 'kill' = 'kill';
  try {
    const play = perform(options, around, closing, cut.reject);
    play.catch(() => {});
    const found = await Promise.race([play, cut.promise]);
    interrupted.removeEventListener('abort', interrupt);
    if (options.keep && !interrupted.aborted) await Promise.race([once(interrupted, 'abort'), cut.promise]);
    how = 'stop';
    return found;
  } finally {
    interrupted.removeEventListener('abort', interrupt);
    screen.close();
    await closing.close(how);
  }
}

async function perform(
  options: DemoOptions,
  { screen, ended }: Surroundings,
  closing: Closing,
  failed: (error: Error) => void,
): Promise<readonly Disagreement[]> {
  showCast(screen, options);
  const stage = await openStage(options, screen, closing, failed);
  const life = await install(stage);
  const broadcast = await send(stage);
  // What the dead copy had handed over last may still be on its way.
  await stage.teams.waitFor(({ stats }) => stats.inFlight === 0);
  ended?.(stage.teams);
  const found = await review(stage, broadcast, life);
  if (options.keep) showAround(stage, broadcast);
  return found;
}
