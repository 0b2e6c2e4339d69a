import * as z from 'zod/mini';
import type { Noting } from '../input/faults.ts';
import { quote } from '../input/fields.ts';
import { fault, faultOrMissing, noting } from '../input/schema.ts';
import { isLoopback } from '../settings/loopback.ts';

/** Who is to be told of the end. */
export interface WebhookRequest {
  /** As URL parsing writes it. */
  readonly url: string;
}

/** Longer ones not every server takes, characters. */
const LONGEST = 2_000;

const tooLong = fault('too-long', (url) => `The URL has ${String(url).length} characters; ${LONGEST} is the most.`);

const url = z
  .string(
    faultOrMissing(
      'A webhook needs a `url`.',
      fault('wrong-type', (given) => `This must be a string, not ${quote(given)}.`),
    ),
  )
  .check(z.maxLength(LONGEST, tooLong), noting(checkUrl), z.meta({ format: 'uri' }));

/**
 * Where the end is to be told. Whether its host is allowed is not asked here: that is for the settings to say
 * (lifecycle/check-webhook.ts).
 */
export const webhook = z.pipe(
  z.strictObject({ url }),
  z.transform(({ url }): WebhookRequest => ({ url: new URL(url).href })),
);

function checkUrl(text: string, faults: Noting): void {
  if (typeof text !== 'string' || text.length > LONGEST) return;
  const url = URL.parse(text);
  const wrong = url ? faultOf(url) : `${quote(text)} is not a URL such as \`https://hooks.example.com/carillon\`.`;
  if (wrong) faults.add('', 'invalid-webhook-url', wrong);
  else if (url && url.href.length > LONGEST)
    faults.add('', 'too-long', `Escaped it has more than ${LONGEST} characters.`);
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
