import { timing } from '../../../shared/pace/timing.ts';
import type { World } from '../world.ts';

/** Nothing was accepted for at most this long after a crash, ms: the wave's life, a chain's silence, a look, a poll. */
const SILENCE = 95_000;

/** What crashes may cost where nothing else goes wrong: about a minute, and three seconds' worth of doubt; a stop, nothing. */
export function checkRecovery({ scenario, fleet, witness, shards, broadcasts, verdicts }: World): void {
  if (scenario.kind === 'foul') return;
  const ids = scenario.undertakings.flatMap(({ text }) => broadcasts.idsOf(text));
  const uncertain = ids.flatMap((id) => [...shards.deliveries(id).values()]).filter((d) => d.unknown).length;
  const worth = (scenario.rate * timing.tokenLife) / 1_000;
  if (uncertain > fleet.ends.crashes * worth) {
    verdicts.blame('slow-to-recover', `${uncertain} were in doubt after ${fleet.ends.crashes} crashes`);
  }
  const ends = Math.max(1, fleet.ends.crashes + fleet.ends.stops);
  if (witness.silence.longest > ends * SILENCE) {
    verdicts.blame('slow-to-recover', `Nothing was accepted for ${(witness.silence.longest / 1_000).toFixed(0)} s`);
  }
}
