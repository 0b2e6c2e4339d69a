import type { CallError } from '../../webhook/webhooks.ts';

/** How the end of one run was told to the webhook. Times are ISO 8601 in UTC. */
export interface TellingView {
  readonly run: number;
  /** The header `webhook-id`: the same for each attempt. */
  readonly id: string;
  readonly state: 'pending' | 'delivered' | 'failed';
  /** Oldest first, the newest 50. One with neither `status` nor `error` is under way. */
  readonly attempts: readonly {
    readonly at: string;
    readonly status?: number;
    readonly error?: CallError;
    readonly ms?: number;
  }[];
  /** When the next attempt is due; null when there is none to come. */
  readonly nextAt: string | null;
}

/** The webhook of a broadcast: how its newest end was told, and those before. Until the first end it is pending. */
export interface WebhookView extends TellingView {
  readonly url: string;
  /** The ends of earlier runs, the newest first. */
  readonly earlier: readonly TellingView[];
}
