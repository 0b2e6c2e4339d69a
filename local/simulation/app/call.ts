import type { JsonCall } from '../../json-request.ts';

/** A request to the app. */
export interface Call extends JsonCall {
  readonly method: 'GET' | 'POST' | 'PATCH';
}
