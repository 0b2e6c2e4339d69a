import type { BroadcastView } from '../../../shared/api/views/broadcast.ts';
import { isUnreleased } from '../../../shared/records/broadcast-standing.ts';
import { editedText } from '../edits.ts';
import type { MessageChange, Undertaking } from '../scenario.ts';
import type { World } from '../world.ts';
import { Client, type Told } from './client.ts';

/** Who finds fault with a message while it is sent, or long after: edits it, and at times takes it back. */
export class Editor {
  readonly #world: World;
  readonly #undertaking: Undertaking;
  readonly #id: string;
  readonly #client: Client;
  #isRecalled = false;

  /** @param id of the broadcast */
  constructor(world: World, undertaking: Undertaking, id: string) {
    this.#world = world;
    this.#undertaking = undertaking;
    this.#id = id;
    this.#client = new Client(world, `the editor of ${undertaking.text}`);
  }

  /** Resolves when all it had in mind was answered. */
  async act(): Promise<void> {
    const { time } = this.#world;
    const began = time.now;
    for (const [i, change] of this.#undertaking.changes.entries()) {
      await this.#client.pause(Math.max(0, began + change.after - time.now));
      if (change.kind === 'recall') await this.#recall();
      else await this.#edit(i + 1, change);
    }
  }

  async #edit(i: number, { copies }: MessageChange): Promise<void> {
    const { sends, time, timeline } = this.#world;
    const { text } = this.#undertaking;
    const body = { text: editedText(text, i), textFormat: 'plain' };
    timeline.note(`${text} is edited: ${body.text}`);
    const ask = async (): Promise<void> => {
      const told = await this.#until202({ method: 'PATCH', path: `broadcasts/${this.#id}/message`, body });
      if (told) sends.edited(text, told.body.version, time.now);
    };
    await Promise.all(Array.from({ length: copies }, ask));
  }

  async #recall(): Promise<void> {
    const { sends, time, timeline } = this.#world;
    this.#isRecalled = true;
    timeline.note(`${this.#undertaking.text} is recalled`);
    await this.#until202({ method: 'POST', path: `broadcasts/${this.#id}/recall` });
    sends.recalled(this.#undertaking.text, time.now);
    timeline.note(`the recall of ${this.#undertaking.text} is answered`);
  }

  /** @returns nothing when it was refused, because it had been recalled, or canceled before anybody had it */
  async #until202(call: {
    method: 'PATCH' | 'POST';
    path: string;
    body?: unknown;
  }): Promise<Told<BroadcastView> | undefined> {
    for (;;) {
      const told = await this.#client.call<BroadcastView>(call);
      if (told?.status === 202) return told;
      const { code } = (told?.body ?? {}) as { code?: string };
      if (code === 'broadcast-recalled' && this.#isRecalled) return undefined;
      // It was canceled while it waited for its release: nobody has it.
      const isOver = code === 'broadcast-ended' || code === 'broadcast-canceling';
      if (isOver && isUnreleased(this.#world.broadcasts.row(this.#id)!)) return undefined;
      if (told && told.status < 500) {
        this.#world.verdicts.blame('bad-answer', `${call.path} was answered ${JSON.stringify(told)}`);
        return undefined;
      }
      await this.#client.pause(500, 5_000);
    }
  }
}
