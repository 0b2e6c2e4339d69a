import * as z from 'zod/mini';
import { reasonFaults } from '../../shard/reasons.ts';
import { says } from './shown.ts';

/** Why a delivery stands as it does, as of `Reason`: a client takes codes it does not know. */
export const reasonFields = {
  code: says(z.string(), 'Stable, in kebab-case: docs/reasons.md has a chapter for each.'),
  message: says(z.string(), 'What happened.'),
  action: says(z.string(), 'What to do about it.'),
  fault: says(z.nullable(z.enum(reasonFaults)), 'Who alone can change it; null: nobody knows.'),
  retriable: says(z.boolean(), 'Whether sending again can bring it although nothing else is done first.'),
};

export const reasonView = z.object(reasonFields);
