import { adapterMutants } from './list/adapters.ts';
import { ownMutants } from './list/own.ts';
import { peerMutants } from './list/peers.ts';
import { protocolMutants } from './list/protocol.ts';
import { steeringMutants } from './list/steering.ts';
import { stragglerMutants } from './list/stragglers.ts';
import { takingBackMutants } from './list/taking-back.ts';
import type { Mutant } from './mutant.ts';

export type { Change, Mutant } from './mutant.ts';

/** Every product with one rule broken. */
export const mutants: readonly Mutant[] = [
  ...protocolMutants,
  ...stragglerMutants,
  ...steeringMutants,
  ...takingBackMutants,
  ...peerMutants,
  ...ownMutants,
  ...adapterMutants,
];
