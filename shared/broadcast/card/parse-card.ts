import * as z from 'zod/mini';
import type { Noting } from '../../input/faults.ts';
import { type JsonObject, quote } from '../../input/fields.ts';
import { faultOrMissing, notingOf, type Words } from '../../input/schema.ts';
import { MESSAGE_LIMIT } from '../message.ts';
import { cardVersion, checkCard, versionFault } from './check-card.ts';

const wrongVersion: Words = { error: ({ input }) => versionFault(input).join(': ') };

const wrongType: Words = {
  error: ({ input }) => {
    const given = input === undefined ? 'The type is missing' : `The type is ${quote(input)}`;
    return `not-an-adaptive-card: ${given}; it must be "AdaptiveCard".`;
  },
};

/** An Adaptive Card: its type and version, and by rules of their own what Teams would fail to show. */
export const card = z
  .looseObject({
    type: z.literal('AdaptiveCard', wrongType),
    version: z
      .string(faultOrMissing('Say which version of Adaptive Cards this is, "1.5" for example.', wrongVersion))
      .check(z.regex(cardVersion, wrongVersion)),
  })
  .check(notingOf<JsonObject>(checkIfItFits));

/** One that is too large whatever is in it is said to be that: a fault for each of half a million elements helps nobody. */
function checkIfItFits(card: JsonObject, faults: Noting): void {
  if (JSON.stringify(card).length * 2 <= MESSAGE_LIMIT) checkCard(card, '', faults);
}
