import { between, oneOf } from '../random.ts';
import { MINUTE, TENANT, type World } from '../world.ts';

/** What happens to machines and to the gate by itself, at instants of its own. */
export function letNatureAct(world: World): void {
  const { scenario, chance, time, fleet } = world;
  const busy = Math.min(MINUTE, 2_000 + (scenario.people / scenario.rate) * 2_000);
  const strikes = scenario.kind === 'kills' || scenario.kind === 'stops' ? 1 + Math.floor(chance() * 3) : 0;
  for (let i = 0; i < strikes; i++) {
    time.after(between(chance, 500, busy), () => {
      const { running } = fleet;
      if (running.length === 0) return;
      const { machine } = oneOf(chance, running);
      if (scenario.kind === 'kills') machine.crash();
      else machine.stop();
    });
  }
  if (scenario.kind === 'foul' && chance() < 0.2) time.after(between(chance, 0, MINUTE), () => loseGate(world));
}

/** The gate's row is gone: nobody knows any more who may not send, and how fast. */
export function loseGate({ storage, timeline }: World): void {
  timeline.note('the gate is lost');
  void storage.tables.gates.write(TENANT, [{ do: 'delete', key: 'gate' }]);
}
