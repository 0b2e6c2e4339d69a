import type { BroadcastView } from '../../../shared/api/views/broadcast.ts';
import type { PageOf } from '../../../shared/api/views/page.ts';
import type { RefusedView } from '../../../shared/api/views/refused.ts';
import { AMPLE } from '../precautions.ts';
import type { Undertaking } from '../scenario.ts';
import type { World } from '../world.ts';
import type { Asked } from './asked.ts';
import { by } from './callers.ts';
import type { Client } from './client.ts';

/** Who asks for a broadcast, through one door or the other, as often as it takes; and confirms it, or lets it be. */
export class Applicant {
  readonly #world: World;
  readonly #undertaking: Undertaking;
  readonly #client: Client;
  #id = '';
  #isConfirmed = false;

  constructor(world: World, undertaking: Undertaking, client: Client) {
    this.#world = world;
    this.#undertaking = undertaking;
    this.#client = client;
  }

  /** @returns the broadcast's id; nothing when it was not taken */
  async apply(asked: Asked): Promise<string | undefined> {
    const { door, copies, text } = this.#undertaking;
    const { verdicts, timeline, broadcasts } = this.#world;
    timeline.note(`${text} is asked for (${door})`);
    if (door === 'http' && !(await this.#post(asked, copies))) return undefined;
    if (door === 'queue' && !(await this.#enqueue(asked, copies))) return undefined;
    const ids = broadcasts.idsOf(text);
    timeline.note(`${text} is ${ids.join(' and ')}`);
    if (ids.length !== 1 || ids[0] !== this.#id) {
      verdicts.blame('two-broadcasts', `${text} made ${ids.length} broadcasts; ${this.#id || 'none'} was answered`);
    }
    return this.#id;
  }

  async #post({ body }: Asked, copies: number): Promise<boolean> {
    const { sends, time, broadcasts, verdicts } = this.#world;
    const { text, test, givesUp, releaseAfter } = this.#undertaking;
    const isWritten = releaseAfter !== undefined;
    const headers = { 'idempotency-key': keyOf(this.#undertaking), ...(isWritten && by('author')) };
    // Of a request that was not answered nobody knows whether it is carried out yet.
    let isOpen = false;
    for (let left = copies; left > 0; ) {
      const asked = { ...body, ...(this.#isConfirmed && { confirm: true }) };
      const call = { method: 'POST', path: 'broadcasts', headers, body: asked } as const;
      const told = await this.#client.call<BroadcastView & { code?: string }>(call);
      if (told?.status === 202) {
        if (this.#id && told.body.id !== this.#id) {
          verdicts.blame('two-broadcasts', `${this.#id} and ${told.body.id} are one request`);
        }
        this.#id = told.body.id;
        left--;
      } else if (told?.status === 400 && sends.times.mayRefuse(text, time.now) && broadcasts.idsOf(text).length === 0) {
        return false;
      } else if (told?.body.code === 'confirmation-required' && !test && !isWritten) {
        if (this.#confirm(givesUp === true && !isOpen && !this.#id)) continue;
        return false;
      } else if (told && told.status < 500) {
        verdicts.blame('bad-answer', `a good request was answered ${JSON.stringify(told)}`);
        return true;
      } else isOpen = true;
      if (left > 0) await this.#client.pause(500, 5_000);
    }
    return true;
  }

  /** It was refused for want of a confirmation. @returns whether it is asked for again, with one */
  #confirm(givesUp: boolean): boolean {
    const { guarded, timeline } = this.#world;
    const { text } = this.#undertaking;
    guarded.refused(text);
    timeline.note(`${text} needs a confirmation${givesUp ? ', and is given up' : ''}`);
    if (givesUp) {
      guarded.givenUp(text);
      return false;
    }
    guarded.confirmed(text);
    this.#isConfirmed = true;
    return true;
  }

  async #enqueue({ body }: Asked, copies: number): Promise<boolean> {
    const { storage, sends, time, scenario } = this.#world;
    const { text, test } = this.#undertaking;
    // The key comes first: of a refused job only the beginning is kept.
    const job = { idempotencyKey: keyOf(this.#undertaking), createdBy: 'a pipeline', ...body };
    const message = JSON.stringify(job);
    for (let left = copies; left > 0; left--) {
      await storage.queues.broadcasts.put(left > 1 ? Buffer.from(message).toString('base64') : message);
    }
    while (!this.#id) {
      await this.#client.pause(1_000, 10_000);
      const path = `broadcasts?limit=10${test ? '&test=true' : ''}`;
      const told = await this.#client.call<PageOf<BroadcastView>>({ method: 'GET', path });
      if (told?.status === 200) this.#id = told.body.items.find(({ summary }) => summary === text)?.id ?? '';
      if (this.#id !== '') break;
      if (sends.times.mayExpire(text, time.now) && (await this.#isRefused('invalid-request'))) return false;
      if (scenario.guard !== AMPLE && !this.#isConfirmed && (await this.#isRefused('confirmation-required'))) {
        // Another copy of the job may be at work yet, so it is never given up.
        this.#confirm(false);
        await storage.queues.broadcasts.put(JSON.stringify({ ...job, confirm: true }));
      }
    }
    return true;
  }

  /** Also a job that the queues had given up, and that came back after it had expired. */
  async #isRefused(code: string): Promise<boolean> {
    const told = await this.#client.call<PageOf<RefusedView>>({ method: 'GET', path: 'broadcasts/refused' });
    if (told?.status !== 200) return false;
    return told.body.items.some((item) => item.code === code && item.text.includes(keyOf(this.#undertaking)));
  }
}

const keyOf = ({ text }: Undertaking): string => text.replace(' ', '-');
