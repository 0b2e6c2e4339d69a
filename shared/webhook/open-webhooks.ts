import { isLoopback } from '../settings/loopback.ts';
import type { Settings } from '../settings.ts';
import { signatures } from './signatures.ts';
import { Places, type Webhooks } from './webhooks.ts';

/**
 * Webhooks as the settings allow them. The secrets stay in here.
 * @param call what posts
 */
export function openWebhooks(
  { local, webhookHosts, webhookSecrets }: Pick<Settings, 'local' | 'webhookHosts' | 'webhookSecrets'>,
  call: Webhooks['call'],
): Webhooks {
  return {
    call,
    refusal(address) {
      const url = URL.parse(address);
      if (webhookSecrets.length === 0)
        return 'No webhook is told of anything here: CARILLON_WEBHOOK_SECRET is not set.';
      if (local && url && isLoopback(url)) return undefined;
      // A port other than 443 is part of `host`, and no host of the settings has one.
      if (url?.protocol === 'https:' && webhookHosts.includes(url.host)) return undefined;
      return 'CARILLON_WEBHOOK_HOSTS does not name this host, so nothing may be told to it.';
    },
    headers: (id, at, body) => {
      const timestamp = String(Math.floor(at / 1_000));
      return {
        'webhook-id': id,
        'webhook-timestamp': timestamp,
        'webhook-signature': signatures(webhookSecrets, `${id}.${timestamp}.${body}`),
      };
    },
    places: new Places(),
  };
}
