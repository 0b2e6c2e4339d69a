/** Lets tests wait until something is so, instead of sleeping: every change asks the open questions again. */
export class Changes {
  readonly #waiting = new Set<() => void>();

  /** To be called after anything changed. Costs nothing while nobody waits. */
  announce(): void {
    for (const ask of this.#waiting) ask();
  }

  /**
   * Resolves once `predicate` is true: at once, or after the change that makes it so.
   * Rejects with the signal's reason when that comes first, or with what `predicate` throws.
   */
  waitFor(predicate: () => boolean, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const settle = (finish: () => void) => {
        this.#waiting.delete(ask);
        signal?.removeEventListener('abort', aborted);
        finish();
      };
      const aborted = () => settle(() => reject(signal?.reason));
      const ask = () => {
        try {
          if (predicate()) settle(resolve);
        } catch (error) {
          settle(() => reject(error));
        }
      };
      if (signal?.aborted) return reject(signal.reason);
      this.#waiting.add(ask);
      signal?.addEventListener('abort', aborted, { once: true });
      ask();
    });
  }
}
