import { adapterMutants } from './list/adapters.ts';
import { laneMutants } from './list/lanes.ts';
import { operationsMutants } from './list/operations.ts';
import { ownMutants } from './list/own.ts';
import { peerMutants } from './list/peers.ts';
import { precautionMutants } from './list/precautions.ts';
import { protocolMutants } from './list/protocol.ts';
import { retentionMutants } from './list/retention.ts';
import { steeringMutants } from './list/steering.ts';
import { stragglerMutants } from './list/stragglers.ts';
import { takingBackMutants } from './list/taking-back.ts';
import { webhookMutants } from './list/webhook.ts';
import type { Mutant } from './mutant.ts';

export type { Change, Mutant } from './mutant.ts';

/** Every product with one rule broken. */
export const mutants: readonly Mutant[] = [
  ...protocolMutants,
  ...stragglerMutants,
  ...steeringMutants,
  ...webhookMutants,
  ...laneMutants,
  ...takingBackMutants,
  ...peerMutants,
  ...ownMutants,
  ...operationsMutants,
  ...retentionMutants,
  ...precautionMutants,
  ...adapterMutants,
];
