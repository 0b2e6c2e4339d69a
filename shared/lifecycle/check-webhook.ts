import type { WebhookRequest } from '../broadcast/parse-webhook.ts';
import type { Context } from '../context.ts';
import { Faults } from '../input/faults.ts';
import { invalidRequest } from '../input/invalid-request.ts';

/**
 * Whether the settings allow a webhook.
 * @throws {Problem} `invalid-request`
 */
export function checkWebhook({ webhooks }: Pick<Context, 'webhooks'>, webhook: WebhookRequest | undefined): void {
  if (!webhook) return;
  const refusal = webhooks ? webhooks.refusal(webhook.url) : 'No webhook is told of anything here.';
  if (refusal === undefined) return;
  const faults = new Faults();
  faults.add('/webhook/url', 'webhook-not-allowed', refusal);
  throw invalidRequest(faults);
}
