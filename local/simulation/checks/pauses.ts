/** When a message is known to be paused: a pause was answered, and nobody has begun to resume it since it was asked for. */
export class Pauses {
  readonly #resumes = new Map<string, { begun: number; open: number }>();
  readonly #paused = new Map<string, number>();

  /** Somebody begins to resume, or to retry, which is one as well. @returns to be called when it is answered: until then it may take effect at any time */
  resume(text: string): () => void {
    const resumes = this.#of(text);
    resumes.begun++;
    resumes.open++;
    this.#paused.delete(text);
    return () => {
      resumes.open--;
    };
  }

  /** Somebody begins to pause. @returns to be called with the time when it is answered */
  pause(text: string): (at: number) => void {
    const resumes = this.#of(text);
    // One that is still under way may take effect after this pause.
    const { begun, open } = resumes;
    return (at) => {
      if (open === 0 && resumes.begun === begun) this.#paused.set(text, at);
    };
  }

  /** Since when it is known to be paused, ms; nothing: it may be sent. */
  since(text: string): number | undefined {
    return this.#paused.get(text);
  }

  #of(text: string): { begun: number; open: number } {
    const resumes = this.#resumes.get(text) ?? { begun: 0, open: 0 };
    this.#resumes.set(text, resumes);
    return resumes;
  }
}
