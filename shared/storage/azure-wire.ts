/** What every request to Table Storage gets on its way out and back: a time-out, and a look at the answer's clock. */
import type { TableServiceClientOptions } from '@azure/data-tables';
import type { Clock } from '../clock.ts';

/** A step of the SDK's HTTP pipeline. */
export type Policy = NonNullable<TableServiceClientOptions['additionalPolicies']>[number]['policy'];

/** How long one try may take, in milliseconds (protocol W1), unless told otherwise. */
export const TRY_MS = 5_000;

/**
 * Told of each answer's `Date`.
 * @param date milliseconds since 1970, whole seconds (the service cuts the rest off)
 * @param sent when the request went out, on the monotonic clock, in milliseconds
 * @param received when the answer was in, on the same clock
 */
export type OnDate = (date: number, sent: number, received: number) => void;

/** What the requests of a table are told besides where to go. */
export interface Wire {
  readonly clock: Pick<Clock, 'monotonic'>;
  readonly onDate?: OnDate;
  /** How long one try may take, in milliseconds (default {@link TRY_MS}). */
  readonly tryMs?: number;
}

/** Gives up a try after its time and reports the `Date` of answers. */
export function wirePolicy({ clock, onDate, tryMs = TRY_MS }: Wire): Policy {
  return {
    name: 'carillonWire',
    async sendRequest(request, next) {
      request.timeout = tryMs;
      const sent = clock.monotonic();
      const response = await next(request);
      const date = Date.parse(response.headers.get('date') ?? '');
      if (onDate && !Number.isNaN(date)) onDate(date, sent, clock.monotonic());
      return response;
    },
  };
}
