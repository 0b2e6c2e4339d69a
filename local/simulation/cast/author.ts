import type { BroadcastView, DeliveryView, PageOf } from '../../../shared/api/service.ts';
import { pauseBroadcast, resumeBroadcast } from '../../../shared/lifecycle/pause.ts';
import { StorageUnavailable } from '../../../shared/storage/table.ts';
import type { App } from '../app/app.ts';
import { checkEnd } from '../checks/end.ts';
import { checkPoll } from '../checks/poll.ts';
import type { Run, Undertaking } from '../scenario.ts';
import { FOUL, MINUTE, TENANT, type World } from '../world.ts';
import { type Asked, ask } from './asked.ts';
import { Client, type Told } from './client.ts';
import { loseGate } from './nature.ts';

/** Who has a broadcast sent: asks for it as often as it takes, follows it, cancels, resumes and retries it. */
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
    const { start, time } = this.#world;
    await this.#client.pause(this.#undertaking.begins);
    const asked = await ask(this.#world, this.#undertaking);
    await this.#create(asked);
    for (const run of this.#undertaking.runs) {
      if (run.states.length > 0) await this.#retry(run);
      const canceled = this.#cancel(run);
      if (run.states.length === 0) this.#meddle();
      await this.#follow();
      await canceled;
    }
    // Late answers have their time, and the weather too: then the counts must be what they are.
    await this.#client.pause(Math.max(0, start + FOUL - time.now) + 3 * MINUTE);
    const view = await this.#endedView();
    await checkEnd(this.#world, this.#undertaking, this.#id, asked, view, await this.#listed());
  }

  async #create(asked: Asked): Promise<void> {
    const { door, copies, text } = this.#undertaking;
    const { verdicts, timeline, broadcasts } = this.#world;
    timeline.note(`${text} is asked for (${door})`);
    if (door === 'http') await this.#post(asked, copies);
    else await this.#enqueue(asked, copies);
    const ids = broadcasts.idsOf(text);
    timeline.note(`${text} is ${ids.join(' and ')}`);
    if (ids.length !== 1 || ids[0] !== this.#id) {
      verdicts.blame('two-broadcasts', `${text} made ${ids.length} broadcasts; ${this.#id || 'none'} was answered`);
    }
  }

  async #post({ body }: Asked, copies: number): Promise<void> {
    const headers = { 'idempotency-key': keyOf(this.#undertaking) };
    for (let left = copies; left > 0; ) {
      const told = await this.#client.call<BroadcastView>({ method: 'POST', path: 'broadcasts', headers, body });
      if (told?.status === 202) {
        if (this.#id && told.body.id !== this.#id) {
          this.#world.verdicts.blame('two-broadcasts', `${this.#id} and ${told.body.id} are one request`);
        }
        this.#id = told.body.id;
        left--;
      } else if (told && told.status < 500) {
        this.#world.verdicts.blame('bad-answer', `a good request was answered ${JSON.stringify(told)}`);
        return;
      }
      if (left > 0) await this.#client.pause(500, 5_000);
    }
  }

  async #enqueue({ body }: Asked, copies: number): Promise<void> {
    const { storage } = this.#world;
    const { text } = this.#undertaking;
    const message = JSON.stringify({ ...body, idempotencyKey: keyOf(this.#undertaking), createdBy: 'a pipeline' });
    for (let left = copies; left > 0; left--) {
      await storage.queues.broadcasts.put(left > 1 ? Buffer.from(message).toString('base64') : message);
    }
    while (!this.#id) {
      await this.#client.pause(1_000, 10_000);
      const path = 'broadcasts?limit=10';
      const told = await this.#client.call<PageOf<BroadcastView>>({ method: 'GET', path });
      if (told?.status === 200) this.#id = told.body.items.find(({ summary }) => summary === text)?.id ?? '';
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
      if (view?.endedAt) return view;
      await this.#client.pause(500, 5_000);
    }
  }

  async #resume(): Promise<void> {
    await this.#client.pause(0, 30_000);
    const answered = this.#world.sends.pauses.resume(this.#undertaking.text);
    try {
      const resumed = await this.#client.reach(({ context }) => resumeBroadcast(context, TENANT, this.#id));
      if (resumed) answered();
      this.#world.timeline.note(`${this.#undertaking.text} is resumed`);
    } catch (error) {
      if (!(error instanceof StorageUnavailable)) throw error;
    }
  }

  /** Somebody else pauses it at times, and a third resumes it at the same moment, or not. */
  #meddle(): void {
    const { time, chance, timeline, sends, broadcasts } = this.#world;
    const { pauses, text } = this.#undertaking;
    for (const pause of pauses) {
      time.after(pause, () => {
        timeline.note(`${text} is paused by somebody else`);
        const answered = sends.pauses.pause(text);
        const run = broadcasts.row(this.#id)?.run ?? 1;
        const job = { tenant: TENANT, broadcast: this.#id, run };
        // One that has ended, or is in another run by now, is not paused by it.
        const isPaused = () => broadcasts.row(this.#id)?.pausedAt !== undefined;
        const note = (at: number) => isPaused() && answered(at);
        this.#act(({ context }) => pauseBroadcast(context, job, 'credential-refused'), note);
      });
      if (chance() < 0.5) {
        time.after(Math.max(0, pause + 1_500 * chance() - 500), () => {
          const answered = sends.pauses.resume(text);
          this.#act(({ context }) => resumeBroadcast(context, TENANT, this.#id), answered);
        });
      }
    }
  }

  /** @param answered told when it is known to be done */
  #act(act: (app: App) => Promise<unknown>, answered: (at: number) => unknown): void {
    const done = this.#client.reach(async (app) => {
      await act(app);
      return true;
    });
    done
      .then((isDone) => isDone && answered(this.#world.time.now))
      .catch((error: unknown) => {
        if (!(error instanceof StorageUnavailable)) this.#world.verdicts.blame('bad-answer', String(error));
      });
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

  async #retry({ states }: Run): Promise<void> {
    const { timeline, sends, verdicts } = this.#world;
    const { run } = this.#view!;
    const call = { method: 'POST', path: `broadcasts/${this.#id}/retry`, body: { run, states } } as const;
    sends.retried(this.#undertaking.text);
    timeline.note(`${this.#undertaking.text} is retried: ${states.join(', ')}`);
    for (;;) {
      const told = await this.#client.call<BroadcastView>(call);
      if (told?.status === 202) {
        // An answer from before the retry must not be taken for one after it.
        if (told.body.run !== run + 1) verdicts.blame('bad-answer', `run ${told.body.run} after ${run}`);
        this.#view = told.body;
        return;
      }
      if (told && told.status < 500) verdicts.blame('bad-answer', `a retry was answered ${JSON.stringify(told)}`);
      await this.#client.pause(500, 5_000);
    }
  }

  /** All deliveries as the API lists them, page by page. */
  async #listed(): Promise<ReadonlyMap<string, string>> {
    const listed = new Map<string, string>();
    for (let cursor: string | null = ''; cursor !== null; ) {
      const path: string = `broadcasts/${this.#id}/deliveries?limit=37&cursor=${encodeURIComponent(cursor)}`;
      const told: Told<PageOf<DeliveryView>> | undefined = await this.#client.call({ method: 'GET', path });
      if (told?.status !== 200) continue;
      for (const { recipient, state } of told.body.items) {
        if (listed.has(recipient.id)) this.#world.verdicts.blame('counts-wrong', `${recipient.id} is listed twice`);
        listed.set(recipient.id, state);
      }
      cursor = told.body.next;
    }
    return listed;
  }
}

const keyOf = ({ text }: Undertaking): string => text.replace(' ', '-');
