/** A request to the app. */
export interface Call {
  readonly method: 'GET' | 'POST' | 'PATCH';
  /** Below /api, with its query. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}
