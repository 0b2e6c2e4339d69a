import { PROBE } from '../../../shared/pace/gate.ts';
import { timing } from '../../../shared/pace/timing.ts';
import type { World } from '../world.ts';

/** Nothing was accepted for at most this long after a crash, ms: the wave's life, a chain's silence, a look, a poll. */
const SILENCE = 75_000;
/** So many probes at most find out that Teams is still out, pauses doubling from ten seconds. */
const PROBES = 8;

/** What things that go wrong may cost where nothing else does. */
export function checkRecovery(world: World): void {
  const { scenario, fleet, witness, verdicts } = world;
  if (scenario.kind === 'foul') return;
  const doubted = peopleInDoubt(world);
  const allowed = doubtAllowed(world);
  if (doubted > allowed) verdicts.blame('slow-to-recover', `${doubted} are in doubt, ${allowed.toFixed(0)} may be`);
  const ends = Math.max(1, fleet.ends.crashes + fleet.ends.stops);
  const silence = ends * SILENCE + scenario.strikes.reduce((sum, { ms }) => sum + 2.5 * ms, 0);
  // Where there are times to wait for, nothing may be sent for long.
  const waits = scenario.undertakings.some(({ times }) => times);
  if (!waits && witness.silence.longest > silence) {
    verdicts.blame('slow-to-recover', `Nothing was accepted for ${(witness.silence.longest / 1_000).toFixed(0)} s`);
  }
}

function peopleInDoubt({ scenario, shards, broadcasts }: World): number {
  const ids = scenario.undertakings.flatMap(({ text }) => broadcasts.idsOf(text));
  return ids.flatMap((id) => [...shards.deliveries(id).values()]).filter((d) => d.unknown).length;
}

/** Whose last answer may be lost: three seconds' worth for each machine that dies or freezes; a stop costs nothing. */
function doubtAllowed({ scenario, fleet }: World): number {
  const worth = (scenario.rate * timing.tokenLife) / 1_000;
  switch (scenario.kind) {
    case 'kills':
      return fleet.ends.crashes * worth;
    case 'freezes':
      return scenario.strikes.length * worth;
    case 'storage-outs':
    case 'crawls':
      // What was sent when storage fell silent may be taken for dead before it can be recorded.
      return scenario.strikes.length * scenario.instances * worth;
    case 'outages':
      // What was on its way when Teams fell silent, on each machine, and the probes since.
      return scenario.strikes.length * (scenario.instances * (worth + 10) + PROBES * PROBE);
    default:
      return 0;
  }
}
