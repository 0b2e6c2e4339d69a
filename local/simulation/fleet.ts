import type { Context } from '../../shared/context.ts';
import type { Level } from '../../shared/log/events.ts';
import { StorageUnavailable } from '../../shared/storage/table.ts';
import { type Limiter, slidingWindows, tokenBucket } from '../teams/limits/windows.ts';
import { type App, startApp } from './app/app.ts';
import { simulatedContext } from './app/context.ts';
import type { AuditWatch } from './checks/audit-watch.ts';
import type { ToldWatch } from './checks/told-watch.ts';
import type { Verdicts } from './checks/verdicts.ts';
import { Front } from './front.ts';
import { Machine } from './machine.ts';
import { between, type Chance } from './random.ts';
import type { Tally } from './reach/reach-storage.ts';
import { type Onlooker, reachTeams } from './reach/reach-teams.ts';
import { reachWebhook } from './reach/reach-webhook.ts';
import type { Forecast } from './reach/request.ts';
import type { Witness } from './reach/witness.ts';
import type { Scenario } from './scenario.ts';
import type { Storage } from './storage.ts';
import type { Timeline } from './timeline.ts';
import type { VirtualTime } from './virtual-time.ts';

/** What machines are made of. */
export interface Ground {
  readonly scenario: Scenario;
  readonly time: VirtualTime;
  readonly chance: Chance;
  readonly forecast: Forecast;
  readonly storage: Storage;
  readonly witness: Witness;
  readonly onlooker: Onlooker;
  readonly told: ToldWatch;
  readonly audited: AuditWatch;
  readonly verdicts: Verdicts;
  readonly timeline: Timeline;
}

/** The machines the app runs on: who has ended is started again after a while. */
export class Fleet {
  readonly #ground: Ground;
  readonly #apps: App[] = [];
  readonly #limiter: Limiter | undefined;
  /** Through this requests from outside come in. */
  readonly front = new Front(() => this.running);
  /** All machines are switched off, for good. */
  isOver = false;
  /** Ends that nobody asked for, and those that somebody did. */
  readonly ends = { crashes: 0, stops: 0 };
  /** How often a chain had to be put on the queue again. */
  revivals = 0;
  /** Requests to storage, by what they are. */
  readonly tally: Tally = {};
  /** Requests to storage until there was nothing left to do. */
  operations = 0;

  constructor(ground: Ground) {
    this.#ground = ground;
    this.#limiter = limiterOf(ground.scenario.limit);
    for (let slot = 0; slot < ground.scenario.instances; slot++) this.#boot(slot);
  }

  /** All there is to do is done: what is asked of storage from here on is for looking at it. */
  countWork(): void {
    this.operations = Object.values(this.tally).reduce((sum, count) => sum + count, 0);
  }

  /** Those that run. */
  get running(): readonly App[] {
    return this.#apps.filter(({ machine }) => machine.alive);
  }

  /** Switches all machines off, for good. */
  end(): void {
    this.isOver = true;
    for (const { machine } of this.running) machine.crash();
  }

  #boot(slot: number): void {
    const { scenario, time, chance, forecast, storage, witness, onlooker, told, timeline } = this.#ground;
    const skew = between(chance, -scenario.skew, scenario.skew);
    const machine = new Machine(`machine ${slot + 1}`, time, chance, skew);
    const teams = reachTeams(witness, machine, forecast, this.#limiter, onlooker);
    const way = { forecast, tally: this.tally, most: scenario.storageMs };
    const reached = { teams, call: reachWebhook(machine, forecast, told) };
    const context = simulatedContext(machine, storage, reached, way, scenario, this.#logOf(machine));
    if (witness.silence.since !== undefined && this.running.length === 0) witness.expectProgress(time.now);
    const count = (what: string) => {
      this.tally[`host ${what}`] = (this.tally[`host ${what}`] ?? 0) + 1;
    };
    this.#apps[slot] = startApp(machine, context, this.#ground, count, (error) => this.#onError(error));
    this.front.serve();
    const supervise = () => {
      if (this.isOver) return;
      if (machine.alive) return time.after(500, supervise);
      const stopped = machine.stopping.signal.aborted;
      this.ends[stopped ? 'stops' : 'crashes']++;
      timeline.note(`${machine.name} ${stopped ? 'has stopped' : 'crashed'}`);
      time.after(between(chance, 1_000, 90_000), () => {
        if (this.isOver) return;
        timeline.note(`${machine.name} starts`);
        this.#boot(slot);
      });
    };
    supervise();
  }

  #logOf(machine: Machine): Context['log'] {
    const { timeline, verdicts } = this.#ground;
    return (level: Level, event, fields?: { readonly error?: unknown }) => {
      timeline.note(`${machine.name}: ${event} ${JSON.stringify(fields ?? {})}`);
      if (event === 'revived') this.revivals++;
      // These say in the log what would else be thrown: only the weather may be to blame.
      const caught = event === 'watch-failed' || event === 'planning-not-started' || event === 'request-threw';
      if (level === 'error' && caught && !String(fields?.['error']).includes('StorageUnavailable')) {
        verdicts.blame('bad-answer', `${event}: ${JSON.stringify(fields)}`);
      }
    };
  }

  #onError(error: unknown): void {
    if (error instanceof StorageUnavailable) return;
    this.#ground.verdicts.blame('bad-answer', error instanceof Error ? `${error.stack}` : String(error));
  }
}

function limiterOf(limit: Scenario['limit']): Limiter | undefined {
  if (!limit) return undefined;
  const rule = { requests: limit.perSecond, ms: 1_000 };
  return limit.algorithm === 'sliding' ? slidingWindows([rule]) : tokenBucket(rule);
}
