import type { BroadcastView } from '../../../shared/api/views/broadcast.ts';
import { isUnreleased } from '../../../shared/records/broadcast-standing.ts';
import { checkEnd } from '../checks/end.ts';
import { checkReckoning } from '../checks/planned-as-reckoned.ts';
import { checkPoll } from '../checks/poll.ts';
import type { Run, Undertaking } from '../scenario.ts';
import { FOUL, MINUTE, type World } from '../world.ts';
import { lookApart } from './apart.ts';
import { Applicant } from './applicant.ts';
import { ask } from './asked.ts';
import { Client, type Told } from './client.ts';
import { Editor } from './editor.ts';
import { listed } from './listed.ts';
import { loseGate } from './nature.ts';
import { reckon } from './reckoner.ts';
import { release } from './releaser.ts';

/** Who has a broadcast sent: asks for it, follows it, cancels, resumes and retries it. */
export class Author {
  readonly #world: World;
  readonly #undertaking: Undertaking;
  readonly #client: Client;
  #id = '';
  #view: BroadcastView | undefined;

  constructor(world: World, undertaking: Undertaking) {
    this.#world = world;
    this.#undertaking = undertaking;
    this.#client = new Client(world, `the author of ${undertaking.text}`);
  }

  /** Resolves when the broadcast has ended for good, and what it came to was checked. */
  async act(): Promise<void> {
    const { start, time, scenario } = this.#world;
    await this.#client.pause(this.#undertaking.begins);
    const asked = await ask(this.#world, this.#undertaking);
    const reckoned = this.#undertaking.dryRun && reckon(this.#world, this.#client, asked.body.audience);
    // What had expired before anybody took it, or was not confirmed, was never there.
    const id = await new Applicant(this.#world, this.#undertaking, this.#client).apply(asked);
    if (id === undefined) return;
    this.#id = id;
    const changed = new Editor(this.#world, this.#undertaking, this.#id).act();
    const released = release(this.#world, this.#undertaking, this.#id);
    for (const run of this.#undertaking.runs) {
      if (run.after !== undefined) await this.#client.pause(run.after);
      if (run.states.length > 0 && !(await this.#retry(run))) break;
      const canceled = this.#cancel(run);
      if (run.states.length === 0) this.#meddle();
      await this.#follow();
      await canceled;
    }
    await Promise.all([changed, released]);
    // Late answers have their time, and the weather too: then the counts must be what they are.
    await this.#client.pause(Math.max(0, start + FOUL - time.now) + 3 * MINUTE);
    const view = await this.#endedView();
    const states = await listed(this.#world, this.#client, this.#id);
    await checkEnd(this.#world, this.#undertaking, this.#id, asked, view, states);
    const reckoning = await reckoned;
    if (reckoning) await checkReckoning(this.#world, asked, view, reckoning);
    if (scenario.undertakings.some(({ test }) => test)) {
      await lookApart(this.#world, this.#client, this.#undertaking, this.#id);
    }
  }

  /** Looks until it has ended; resumes what a failure has paused. */
  async #follow(): Promise<void> {
    for (;;) {
      const view = await (this.#undertaking.quiet ? this.#overhear() : this.#look());
      if (view?.endedAt) return;
      // Who has stopped the whole tenant starts it again (operator.ts).
      if (view?.status === 'paused' && view.problem?.code !== 'tenant-stopped') await this.#resume();
      await this.#client.pause(1_000, 20_000);
    }
  }

  /** Looks only once there is something to see: without a call, nobody is made to go on by it. */
  async #overhear(): Promise<BroadcastView | undefined> {
    const row = this.#world.broadcasts.row(this.#id);
    return row?.endedAt !== undefined || row?.pausedAt !== undefined ? await this.#look() : undefined;
  }

  async #look(): Promise<BroadcastView | undefined> {
    const told = await this.#client.call<BroadcastView>({ method: 'GET', path: `broadcasts/${this.#id}` });
    if (told?.status !== 200) return undefined;
    checkPoll(this.#world, told.body, this.#view);
    this.#view = told.body;
    return told.body;
  }

  async #endedView(): Promise<BroadcastView> {
    for (;;) {
      const view = await this.#look();
      if (view?.endedAt && view.change?.endedAt !== null) return view;
      await this.#client.pause(500, 5_000);
    }
  }

  async #resume(): Promise<void> {
    await this.#client.pause(0, 30_000);
    await this.#askToResume();
    this.#world.timeline.note(`${this.#undertaking.text} is resumed`);
  }

  /** Through the API, once; nobody may have answered. */
  async #askToResume(): Promise<void> {
    const answered = this.#world.sends.pauses.resume(this.#undertaking.text);
    const told = await this.#client.call<BroadcastView>({ method: 'POST', path: `broadcasts/${this.#id}/resume` });
    if (told?.status === 200) answered();
    else if (told && told.status < 500) this.#blame('a resume', told);
  }

  /** At times twice at once: it is done once. */
  async #askToPause(): Promise<void> {
    const { sends, broadcasts, time } = this.#world;
    const answered = sends.pauses.pause(this.#undertaking.text);
    const told = await this.#client.call({ method: 'POST', path: `broadcasts/${this.#id}/pause` });
    // Somebody else may have resumed it by now.
    if (told?.status === 200 && broadcasts.row(this.#id)?.pausedAt !== undefined) answered(time.now);
    const over = told?.body['code'] === 'broadcast-ended' || told?.body['code'] === 'broadcast-canceling';
    if (told && told.status !== 200 && told.status < 500 && !over) this.#blame('a pause', told);
  }

  #blame(what: string, told: Told<unknown>): void {
    this.#world.verdicts.blame('bad-answer', `${what} was answered ${JSON.stringify(told)}`);
  }

  /** Somebody else pauses it at times, and a third resumes it at the same moment, or not. */
  #meddle(): void {
    const { time, chance, timeline } = this.#world;
    const { pauses, text } = this.#undertaking;
    const blame = (error: unknown) => this.#world.verdicts.blame('bad-answer', String(error));
    for (const pause of pauses) {
      const copies = chance() < 0.2 ? 2 : 1;
      time.after(pause, () => {
        timeline.note(`${text} is paused by somebody else`);
        for (let i = 0; i < copies; i++) this.#askToPause().catch(blame);
      });
      if (chance() < 0.5) {
        time.after(Math.max(0, pause + 1_500 * chance() - 500), () => void this.#askToResume().catch(blame));
      }
    }
  }

  async #cancel({ cancelAfter, losesGate }: Run): Promise<void> {
    if (cancelAfter === undefined) return;
    const { timeline, sends, time, chance } = this.#world;
    await this.#client.pause(cancelAfter);
    for (;;) {
      const told = await this.#client.call({ method: 'POST', path: `broadcasts/${this.#id}/cancel` });
      if (told?.status === 200 || told?.status === 409) {
        timeline.note(`cancel of ${this.#undertaking.text} is answered: ${told.status}`);
        if (told.status === 200) sends.canceled(this.#undertaking.text, time.now);
        if (told.status === 200 && losesGate) time.after(3_000 * chance(), () => loseGate(this.#world));
        return;
      }
      await this.#client.pause(100, 3_000);
    }
  }

  /** @returns whether it was taken up again: one that has expired is not */
  async #retry({ states }: Run): Promise<boolean> {
    const { timeline, sends, verdicts, time } = this.#world;
    const { run } = this.#view!;
    const call = { method: 'POST', path: `broadcasts/${this.#id}/retry`, body: { run, states } } as const;
    const answered = sends.retried(this.#undertaking.text);
    timeline.note(`${this.#undertaking.text} is retried: ${states.join(', ')}`);
    for (;;) {
      const told = await this.#client.call<BroadcastView>(call);
      if (told && told.status < 500) answered();
      if (told?.status === 202) {
        // An answer from before the retry must not be taken for one after it.
        if (told.body.run !== run + 1) verdicts.blame('bad-answer', `run ${told.body.run} after ${run}`);
        this.#view = told.body;
        return true;
      }
      const { code } = (told?.body ?? {}) as { code?: string };
      if (code === 'broadcast-recalled' && this.#undertaking.changes.some(({ kind }) => kind === 'recall'))
        return false;
      if (code === 'broadcast-not-released' && isUnreleased(this.#world.broadcasts.row(this.#id)!)) return false;
      if (code === 'broadcast-expired' && sends.times.mayExpire(this.#undertaking.text, time.now)) return false;
      if (told && told.status < 500) verdicts.blame('bad-answer', `a retry was answered ${JSON.stringify(told)}`);
      await this.#client.pause(500, 5_000);
    }
  }
}
