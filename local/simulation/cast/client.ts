import type { HttpResponseInit } from '@azure/functions';
import type { App } from '../app/app.ts';
import type { Call } from '../app/call.ts';
import { Machine } from '../machine.ts';
import { between } from '../random.ts';
import { storageIsFair } from '../scenario.ts';
import type { World } from '../world.ts';

/** What a client was told. */
export interface Told<T = Record<string, unknown>> {
  readonly status: number;
  readonly body: T;
}

/** Most clients give up after this, ms. */
const TIME_OUT = 100_000;
/** Slow storage, ms. */
const SLOW = 100;
/** The 5xx that say nothing but that storage did not answer. */
const weatherCodes: ReadonlySet<unknown> = new Set([
  'storage-unavailable',
  'cancel-unconfirmed',
  'pause-unconfirmed',
  'resume-unconfirmed',
  'stop-unconfirmed',
  'recall-unconfirmed',
]);

/** Somebody outside who calls the app over HTTP: through whichever machine, which may die, or not answer. */
export class Client {
  readonly #world: World;
  readonly #self: Machine;
  readonly #timeOut: number;

  /** @param timeOut after so long without an answer the client hangs up, ms */
  constructor(world: World, name: string, timeOut = TIME_OUT) {
    this.#world = world;
    this.#self = new Machine(name, world.time, world.chance, 0);
    this.#timeOut = timeOut;
  }

  /** @returns nothing when nobody answered */
  call<T = Record<string, unknown>>(call: Call): Promise<Told<T> | undefined> {
    return this.reach(async (app) => this.#told<T>(call, await app.call(call)));
  }

  /** As {@link call}, of what must not write anything. */
  dryRun<T = Record<string, unknown>>(call: Call): Promise<Told<T> | undefined> {
    const onWrite = (where: string) => this.#world.verdicts.blame('dry-run-wrong', `${call.path} wrote ${where}`);
    return this.reach(async (app) => this.#told<T>(call, await app.callWatched(call, onWrite)));
  }

  #told<T>(call: Call, { status = 200, body, jsonBody }: HttpResponseInit): Told<T> {
    const told = { status, body: jsonBody ?? (typeof body === 'string' ? JSON.parse(body) : {}) } as Told<T>;
    this.#judge(call, told);
    return told;
  }

  /** Does something in the process of one of the apps, and hears what came of it. */
  reach<T>(act: (app: App) => Promise<T>): Promise<T | undefined> {
    const { running, front, isOver } = this.#world.fleet;
    // Nobody asks any more.
    if (isOver) return new Promise(() => {});
    const drawn = this.#world.chance();
    return new Promise((resolve, reject) => {
      if (running.length === 0) return this.#self.hear(1_000, () => resolve(undefined));
      const hangUp = front.enter(drawn, (app, leave) => {
        app.machine.hear(this.#self.travel(1, 50), () => {
          act(app).then(
            (value) =>
              app.machine.hear(this.#self.travel(1, 50), () => {
                leave();
                resolve(value);
              }),
            (error: unknown) => reject(error),
          );
        });
      });
      this.#self.hear(this.#timeOut, () => {
        hangUp();
        resolve(undefined);
      });
    });
  }

  pause(low: number, high = low): Promise<void> {
    return this.#self.clock.sleep(between(this.#world.chance, low, high));
  }

  #judge({ method, path }: Call, { status, body }: Told<unknown>): void {
    if (status < 500) return;
    const { code } = body as { code?: unknown };
    // The bot's endpoint says 500 where storage does not answer: that is what makes Teams send an activity again.
    const weather = weatherCodes.has(code) || path === 'messages';
    const { scenario } = this.#world;
    // To a machine that was frozen for long, storage looks as if it had not answered; and where it is slow, others may be
    // faster for as long as one has patience.
    const frozen = scenario.weather.machine.freeze > 0 || scenario.strikes.some(({ what }) => what === 'freeze');
    if (weather && (frozen || scenario.storageMs > SLOW || !storageIsFair(scenario))) return;
    this.#world.verdicts.blame('bad-answer', `${method} ${path}: ${status} ${JSON.stringify(body)}`);
  }
}
