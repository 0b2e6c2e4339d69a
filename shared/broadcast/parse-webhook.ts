import { child, type Faults } from '../input/faults.ts';
import { objectAt, quote, refuseUnknown } from '../input/fields.ts';
import { isLoopback } from '../settings/loopback.ts';

/** Who is to be told of the end. */
export interface WebhookRequest {
  /** As URL parsing writes it. */
  readonly url: string;
}

/** Longer ones not every server takes, characters. */
const LONGEST = 2_000;

/**
 * Reads where the end is to be told, noting every fault. Whether its host is allowed is not asked here: that is for the
 * settings to say (lifecycle/check-webhook.ts).
 */
export function parseWebhook(value: unknown, path: string, faults: Faults): WebhookRequest | undefined {
  if (value === undefined) return undefined;
  const webhook = objectAt(value, path, faults);
  if (!webhook) return undefined;
  refuseUnknown(webhook, ['url'], path, faults);
  const at = child(path, 'url');
  const text = webhook['url'];
  if (text === undefined) faults.add(at, 'missing-field', 'A webhook needs a `url`.');
  else if (typeof text !== 'string') faults.add(at, 'wrong-type', `This must be a string, not ${quote(text)}.`);
  else if (text.length > LONGEST) {
    faults.add(at, 'too-long', `The URL has ${text.length} characters; ${LONGEST} is the most.`);
  } else {
    const url = URL.parse(text);
    const wrong = url ? faultOf(url) : `${quote(text)} is not a URL such as \`https://hooks.example.com/carillon\`.`;
    if (wrong) faults.add(at, 'invalid-webhook-url', wrong);
    else if (url && url.href.length > LONGEST)
      faults.add(at, 'too-long', `Escaped it has more than ${LONGEST} characters.`);
    else if (url) return { url: url.href };
  }
  return undefined;
}

function faultOf(url: URL): string | undefined {
  // This machine is allowed in local mode alone, as any server that is being developed.
  const isHere = isLoopback(url) && url.protocol === 'http:';
  if (url.protocol !== 'https:' && !isHere) return 'A webhook is told over `https:` only.';
  if (url.username || url.password)
    return 'No user or password may stand in the URL: the signature says who it is from.';
  if (url.hash) return 'No `#…` may stand in the URL: it would not be sent.';
  if (url.port !== '' && !isLoopback(url)) return 'A webhook is told on port 443 only.';
  return undefined;
}
