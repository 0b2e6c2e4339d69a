/** The port to whoever is told of the end of a broadcast: one POST, and what came of it. */

export interface WebhookCall {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What came of a call. Nothing of an answer's body is kept. */
export type CallAnswer =
  | { readonly kind: 'answered'; readonly status: number /** As the header said, ms. */; readonly retryAfter?: number }
  | { readonly kind: 'unanswered'; readonly error: CallError };

/** Why there was no answer. The words of a network's error may tell of addresses inside, so they are not passed on. */
export const callErrors = {
  'address-not-allowed': 'its name leads to an address that is not public',
  'certificate-not-valid': 'its certificate is not valid',
  'connection-failed': 'the connection could not be made, or broke off',
  'host-not-allowed': 'the settings do not allow its host any more',
  interrupted: 'this process came to its end meanwhile: it may have been told',
  'name-not-found': 'its name is not known',
  'time-out': 'it did not answer within 15 s',
} as const;
export type CallError = keyof typeof callErrors;

export interface Webhooks {
  /** Posts once. Never throws, never follows a redirect, and takes 15 s at most. */
  call(call: WebhookCall): Promise<CallAnswer>;
  /** Why nothing may be told to a URL, as a sentence for who asked; nothing when it may. */
  refusal(url: string): string | undefined;
  /**
   * The headers that prove who it is from, after the Standard Webhooks specification.
   * @param id the same for each attempt at telling the same thing
   * @param at when it is sent, ms since 1970
   */
  headers(id: string, at: number, body: string): Readonly<Record<string, string>>;
  readonly places: Places;
}

/** Whoever answers slowly takes up one of these for 15 s; with all of them taken, planning still goes on beside them. */
const AT_ONCE = 4;

/** How many calls this process makes at once. */
export class Places {
  #left = AT_ONCE;

  /** @returns whether there was one; it must be given back */
  take(): boolean {
    if (this.#left === 0) return false;
    this.#left--;
    return true;
  }

  giveBack(): void {
    this.#left++;
  }
}
