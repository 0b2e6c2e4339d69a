import type { Context } from '../context.ts';
import { isBroadcastId } from '../records/broadcast-id.ts';
import { readPlan } from '../records/store.ts';

/** So many are remembered; the oldest are asked for again. */
const MOST = 10_000;

/** Which tenant a broadcast is of. That never changes: whoever follows one asks storage once. */
export class Whose {
  readonly #context: Context;
  readonly #known = new Map<string, string>();

  constructor(context: Context) {
    this.#context = context;
  }

  /** @returns nothing where there is no such broadcast */
  async tenantOf(id: string): Promise<string | undefined> {
    const known = this.#known.get(id);
    if (known !== undefined || !isBroadcastId(id)) return known;
    const tenant = (await readPlan(this.#context, id))?.tenant;
    if (tenant === undefined) return undefined;
    const [oldest] = this.#known.keys();
    if (this.#known.size >= MOST && oldest !== undefined) this.#known.delete(oldest);
    this.#known.set(id, tenant);
    return tenant;
  }
}
