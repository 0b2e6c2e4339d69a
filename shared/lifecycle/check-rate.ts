import type { BroadcastRequest } from '../broadcast/parse-broadcast.ts';
import { Faults } from '../input/faults.ts';
import { invalidRequest } from '../input/invalid-request.ts';

/**
 * Whether a broadcast asks for no more than its tenant may.
 * @param rate the configured one, requests a second
 * @throws {Problem} `invalid-request`
 */
export function checkRate({ maxRate }: Pick<BroadcastRequest, 'maxRate'>, rate: number): void {
  if (maxRate === undefined || maxRate <= rate) return;
  const faults = new Faults();
  faults.add(
    '/maxRate',
    'invalid-rate',
    `The tenant may have ${rate} requests a second. Leave it out for all of them.`,
  );
  throw invalidRequest(faults);
}
