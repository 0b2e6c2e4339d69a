/** The errors a caller of the API can meet. `code` is stable: programs compare it. One entry each, for the docs too. */

interface ErrorEntry {
  readonly status: number;
  /** The same for every occurrence of the code. */
  readonly title: string;
  /** The sentence where nobody has a better one. */
  readonly detail: string;
  /** What the caller can do about it. */
  readonly action: string;
  /** Seconds after which to ask again, sent as Retry-After. */
  readonly retryAfter?: number;
}

const catalogue = {
  'malformed-json': {
    status: 400,
    title: 'The body is not JSON',
    detail: 'The body could not be read as JSON.',
    action: 'Send one JSON object in UTF-8.',
  },
  'invalid-request': {
    status: 400,
    title: 'The request breaks a rule',
    detail: 'Something in the request is not as it should be; `errors` names each fault.',
    action: 'Mend what `errors` names, and send it again.',
  },
  'invalid-idempotency-key': {
    status: 400,
    title: 'The Idempotency-Key is none',
    detail: 'An Idempotency-Key is 1 to 255 visible ASCII characters without a space, bare or in double quotes.',
    action: 'Send a UUID, for example.',
  },
  'invalid-limit': {
    status: 400,
    title: 'The limit is none',
    detail: '`limit` is a whole number from 1 to 1000.',
    action: 'Leave it out for 100.',
  },
  'invalid-cursor': {
    status: 400,
    title: 'The cursor is none',
    detail: '`cursor` is not one that this list has given as `next`.',
    action: 'Begin again without a cursor, and pass on `next` as it is.',
  },
  'invalid-state': {
    status: 400,
    title: 'The state is none',
    detail: '`state` is not one a delivery can have.',
    action: 'Leave it out for all states.',
  },
  'invalid-query': {
    status: 400,
    title: 'A parameter of the query is none',
    detail: 'A parameter of the query does not say what it should.',
    action: 'Mend the parameter that `detail` names, or leave it out.',
  },
  'invalid-person-id': {
    status: 400,
    title: 'The id of the person is none',
    detail: 'A person is named by their AAD object id: 8-4-4-4-12 hex digits.',
    action: 'Copy the object id from the Entra admin centre, or from a list of deliveries.',
  },
  'tenant-required': {
    status: 400,
    title: 'The tenant is missing',
    detail: 'Nothing says which tenant the broadcast is for.',
    action: 'Name it in `tenant`.',
  },
  unauthenticated: {
    status: 401,
    title: 'Not signed in',
    detail: 'The request has no token, or one that is not valid here.',
    action: 'Get a token of this tenant for this API and send it as `Authorization: Bearer …`.',
  },
  'invalid-token': {
    status: 401,
    title: 'The token is not valid here',
    detail: 'The request has a token that has expired, or is not one of this tenant for this API.',
    action:
      'Get a new access token of this tenant for this API. The log says under `token-refused` what is wrong with it.',
  },
  'activity-refused': {
    status: 403,
    title: 'The activity is not let in',
    detail: 'The activity is not what its token vouches for, or comes from where this bot takes none.',
    action: 'Look for `activity-refused` in the log: it says why. Tenants and hosts are allowed by the settings.',
  },
  forbidden: {
    status: 403,
    title: 'Not allowed',
    detail: 'The caller may not do this.',
    action: 'Ask an administrator for the role.',
  },
  'second-person-required': {
    status: 403,
    title: 'Somebody else has to release it',
    detail: 'Who has created a broadcast, or edited it, may not release it.',
    action: 'Ask somebody else with the role sender.',
  },
  'test-on-yourself': {
    status: 403,
    title: 'This test is for yourself alone',
    detail: 'Where a broadcast needs a release, a test of it goes to its author and to nobody else.',
    action: 'Name your own AAD object id in `audience`, or have the broadcast released.',
  },
  'tenant-not-allowed': {
    status: 403,
    title: 'The tenant is not served here',
    detail: 'This installation does not serve the tenant of the request.',
    action: 'Name another tenant, or have an administrator allow this one.',
  },
  'not-found': {
    status: 404,
    title: 'There is nothing here',
    detail: 'This API has nothing at this address.',
    action: 'Compare the address with the documentation.',
  },
  'broadcast-not-found': {
    status: 404,
    title: 'No such broadcast',
    detail: 'There is no broadcast of this id.',
    action: 'Take the id from `GET /api/broadcasts`, or from the answer that created it.',
  },
  'delivery-not-found': {
    status: 404,
    title: 'No such delivery',
    detail: 'This broadcast has no such recipient, or has not planned it yet.',
    action: 'Look again once `planned` is true.',
  },
  'tenant-not-found': {
    status: 404,
    title: 'No such tenant',
    detail: 'Carillon has never heard of this tenant.',
    action: 'Compare the id: nothing was stopped or started.',
  },
  'webhook-not-found': {
    status: 404,
    title: 'No webhook',
    detail: 'This broadcast has no webhook.',
    action: 'Name one in `webhook` when you create a broadcast; it cannot be added later.',
  },
  'method-not-allowed': {
    status: 405,
    title: 'Another method is needed',
    detail: 'This address does not know the method.',
    action: 'Use one that the header Allow names.',
  },
  'not-acceptable': {
    status: 406,
    title: 'There is no such form of it',
    detail: 'An export is text/csv or application/x-ndjson, and Accept takes neither.',
    action: 'Name one of them in Accept, or `format=csv` or `format=ndjson` in the address.',
  },
  'broadcast-ended': {
    status: 409,
    title: 'The broadcast has ended',
    detail: 'The broadcast has ended; there is nothing left to change.',
    action: 'Read the broadcast for how it ended.',
  },
  'broadcast-not-ended': {
    status: 409,
    title: 'The broadcast has not ended',
    detail: 'Only an ended broadcast can be sent again; this one is still at work.',
    action: 'Wait until `endedAt` is set, or cancel it first.',
  },
  'broadcast-canceling': {
    status: 409,
    title: 'The broadcast is being canceled',
    detail: 'The broadcast is canceled or stopped; what is left of it will not be sent.',
    action: 'Wait until `endedAt` is set; then it can be retried.',
  },
  'broadcast-expired': {
    status: 409,
    title: 'The broadcast has expired',
    detail: 'Its `expiresAt` has passed: nothing of it is sent any more.',
    action: 'Send a new broadcast.',
  },
  'broadcast-recalled': {
    status: 409,
    title: 'The broadcast was recalled',
    detail: 'The broadcast was taken back; its message is edited or sent no more.',
    action: 'Send a new broadcast.',
  },
  'broadcast-not-released': {
    status: 409,
    title: 'Nobody has released the broadcast',
    detail: 'The broadcast was never released, so nothing of it may be sent.',
    action: 'Have it released while it waits for that; if it has ended, send a new broadcast.',
  },
  'not-awaiting-release': {
    status: 409,
    title: 'The broadcast needs no release',
    detail: 'The broadcast goes out without anybody who releases it.',
    action: 'Read the broadcast for how it stands.',
  },
  'release-changed': {
    status: 409,
    title: 'The broadcast is not what was shown',
    detail:
      'The broadcast was edited since, or it was released in another version: `fingerprint` is not that of what it is.',
    action: 'Read `GET /api/broadcasts/{id}/release` again, and release what it shows.',
  },
  'too-many-editors': {
    status: 409,
    title: 'Too many people have edited it',
    detail: 'Twenty people beside its author have edited this broadcast, and nobody else may before it is released.',
    action: 'Have one of them edit it, or cancel it and create a new one.',
  },
  'edit-needs-release': {
    status: 409,
    title: 'What goes out after a release is not edited',
    detail: 'An edit reaches everybody, and here nothing does that one person alone has written.',
    action: 'Cancel or recall the broadcast, and send the corrected message as a new one.',
  },
  'run-changed': {
    status: 409,
    title: 'The broadcast was retried meanwhile',
    detail: 'The broadcast is in another run than the one named.',
    action: 'Read the broadcast, and name the `run` it shows.',
  },
  'person-in-broadcast': {
    status: 409,
    title: 'A broadcast is being sent to this person',
    detail: 'A broadcast is at work on this person, has ended a moment ago, or is being edited or recalled.',
    action: 'Wait until the broadcasts that `detail` names have ended for a minute, or cancel them; then delete again.',
  },
  'confirmation-required': {
    status: 409,
    title: 'This is more than is usual in a day',
    detail: 'The tenant would have more broadcasts or recipients in 24 hours than are allowed without a confirmation.',
    action:
      'Look whether a program has run away. If it is meant, send or release it again with `"confirm": true` in the body.',
  },
  'body-too-slow': {
    status: 408,
    title: 'The body came too slowly',
    detail: 'The body was not all there after 30 seconds.',
    action: 'Send it again, whole and at once. Nothing was done.',
  },
  'length-required': {
    status: 411,
    title: 'The length of the body is missing',
    detail: 'The Functions host hands over no body that is sent in chunks.',
    action: 'Send the body whole, with Content-Length.',
  },
  'message-changed': {
    status: 412,
    title: 'The message was edited meanwhile',
    detail: 'The message is in another version than the one that `If-Match` names; nothing was changed.',
    action: 'Read `GET /api/broadcasts/{id}/message` again, and send your edit of what it shows with its `ETag`.',
  },
  'body-too-large': {
    status: 413,
    title: 'The body is too large',
    detail: 'A body may have up to 1 MB (1,048,576 bytes).',
    action: 'Name fewer recipients in one broadcast.',
  },
  'unsupported-media-type': {
    status: 415,
    title: 'The body has another type',
    detail: 'The body must be JSON in UTF-8, not compressed.',
    action: 'Send `Content-Type: application/json`.',
  },
  'idempotency-key-reused': {
    status: 422,
    title: 'The Idempotency-Key was used for another broadcast',
    detail: 'The same caller has used this Idempotency-Key with another body.',
    action: 'Use a new key for a new broadcast; repeat a request with the very same body.',
  },
  'too-many-requests': {
    status: 429,
    title: 'Too many requests',
    detail: 'There were too many requests in a short time.',
    action: 'Wait for as long as Retry-After says.',
    retryAfter: 5,
  },
  'internal-error': {
    status: 500,
    title: 'Carillon failed',
    detail: 'Something went wrong that should not have.',
    action: 'Report it with the `correlationId`: the log has the cause under it.',
  },
  'record-damaged': {
    status: 500,
    title: 'A record in storage is damaged',
    detail: 'A row in storage that this needs does not hold what it should.',
    action: 'Have an operator look in the log under the `correlationId`: it names the table, the row and the column.',
  },
  // Teams is known to send an activity again after a 500; of 503 nobody has said so.
  'too-busy': {
    status: 500,
    title: 'Too much at once',
    detail: 'This instance is at work on as many activities as it holds.',
    action: 'Send it again after Retry-After. Nothing was done.',
    retryAfter: 5,
  },
  'sign-in-unavailable': {
    status: 503,
    title: 'Tokens cannot be verified',
    detail: 'The authority that signs tokens does not answer, so it is not known whether the token is valid.',
    action: 'Ask again after Retry-After.',
    retryAfter: 5,
  },
  'storage-unavailable': {
    status: 503,
    title: 'Storage does not answer',
    detail: 'Storage gave no answer, so it is not known what was done.',
    action: 'Ask again after Retry-After; with the same Idempotency-Key nothing happens twice.',
    retryAfter: 5,
  },
  'cancel-unconfirmed': {
    status: 503,
    title: 'Not known to be canceled',
    detail: 'Storage did not confirm in time that the broadcast is canceled.',
    action: 'Cancel again after Retry-After.',
    retryAfter: 2,
  },
  'pause-unconfirmed': {
    status: 503,
    title: 'Not known to be paused',
    detail: 'Storage did not confirm in time that the broadcast is paused.',
    action: 'Pause again after Retry-After.',
    retryAfter: 2,
  },
  'resume-unconfirmed': {
    status: 503,
    title: 'Not known to be resumed',
    detail: 'Storage did not confirm in time that the broadcast goes on.',
    action: 'Resume again after Retry-After.',
    retryAfter: 2,
  },
  'stop-unconfirmed': {
    status: 503,
    title: 'Not known to be done',
    detail: 'Storage did not confirm in time that the tenant is stopped, or started.',
    action: 'Ask again after Retry-After.',
    retryAfter: 2,
  },
  'recall-unconfirmed': {
    status: 503,
    title: 'Not known to be recalled',
    detail: 'Storage did not confirm in time that the broadcast is taken back.',
    action: 'Recall again after Retry-After.',
    retryAfter: 2,
  },
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof catalogue;

/** The whole catalogue by code, for documentation and tests. */
export const errorCatalogue: Readonly<Record<ErrorCode, ErrorEntry>> = catalogue;
