/**
 * Every problem that tenfold can answer with: one line a code, in alphabetical order. The code is stable and is what
 * clients decide by; the title may be reworded. `retryable` says whether the same request may succeed later.
 */
const registry = {
  answer_too_late: { status: 409, title: 'The time of the attempt is over', retryable: false },
  attempt_ended: { status: 409, title: 'The attempt has ended', retryable: false },
  attempt_in_progress: { status: 409, title: 'The attempt is still in progress', retryable: false },
  attempt_not_found: { status: 404, title: 'There is no such attempt', retryable: false },
  attempts_exhausted: { status: 409, title: 'No more attempts are allowed', retryable: false },
  body_invalid: { status: 400, title: 'The body is not valid JSON', retryable: false },
  body_too_large: { status: 413, title: 'The body is larger than this route accepts', retryable: false },
  coding_not_acceptable: {
    status: 406,
    title: 'The answer exists in no coding that the client accepts',
    retryable: false,
  },
  conflict: { status: 409, title: 'The request conflicts with another one', retryable: true },
  consistency_token_invalid: {
    status: 400,
    title: 'The consistency token is not one of ours',
    retryable: false,
  },
  cursor_invalid: { status: 400, title: 'The cursor does not belong to this list', retryable: false },
  customer_not_found: {
    status: 404,
    title: 'There is no such customer, or it is not yours',
    retryable: false,
  },
  deadline_exceeded: { status: 504, title: 'The answer did not come in time', retryable: true },
  dependency_unavailable: {
    status: 503,
    title: 'A service this request needs is not reachable',
    retryable: true,
  },
  forbidden: { status: 403, title: 'The token does not carry a role that may do this', retryable: false },
  headers_too_large: { status: 431, title: 'The request headers are too large', retryable: false },
  idempotency_key_in_use: { status: 409, title: 'A request with this key is still running', retryable: true },
  idempotency_key_missing: {
    status: 400,
    title: 'The request must carry an Idempotency-Key',
    retryable: false,
  },
  idempotency_key_reused: { status: 422, title: 'The key was used for another request', retryable: false },
  illegal_transition: {
    status: 409,
    title: 'The order cannot take this step from where it is',
    retryable: false,
  },
  internal: { status: 500, title: 'An unexpected error', retryable: false },
  leaderboard_not_found: {
    status: 404,
    title: 'There is no leaderboard, or it is not shown to you',
    retryable: false,
  },
  leaderboard_place_not_found: {
    status: 404,
    title: 'You have no place on the leaderboard yet',
    retryable: false,
  },
  list_too_long: { status: 503, title: 'The list is too long to be read as a whole', retryable: false },
  media_type_unsupported: { status: 415, title: 'The body must be application/json', retryable: false },
  method_not_allowed: { status: 405, title: 'The route does not know this method', retryable: false },
  not_acceptable: {
    status: 406,
    title: 'The client accepts none of the formats there are',
    retryable: false,
  },
  order_items_not_found: {
    status: 404,
    title: 'There are no such order lines, or they are not yours',
    retryable: false,
  },
  order_items_pending: { status: 409, title: 'The lines of the order are not stored yet', retryable: true },
  order_not_found: { status: 404, title: 'There is no such order, or it is not yours', retryable: false },
  order_not_returnable: { status: 409, title: 'Nothing of this order can be returned', retryable: false },
  origin_not_allowed: { status: 403, title: 'Pages of this origin may not call the API', retryable: false },
  overloaded: { status: 503, title: 'The service has more work than it can finish in time', retryable: true },
  precondition_failed: { status: 412, title: 'The resource has changed since it was read', retryable: false },
  precondition_required: { status: 428, title: 'The request must carry If-Match', retryable: false },
  price_not_yours: { status: 403, title: 'Prices are stated by the shop', retryable: false },
  product_not_found: { status: 404, title: 'There is no such product', retryable: false },
  question_not_found: { status: 404, title: 'There is no such question', retryable: false },
  questions_not_public: {
    status: 403,
    title: 'The questions are shown inside an attempt only',
    retryable: false,
  },
  quiz_closed: { status: 409, title: 'The quiz has closed', retryable: false },
  quiz_not_found: { status: 404, title: 'There is no such quiz', retryable: false },
  quiz_not_open: { status: 409, title: 'The quiz has not opened yet', retryable: false },
  quiz_state_conflict: { status: 409, title: 'The state of the quiz does not allow this', retryable: false },
  rate_limited: { status: 429, title: 'Too many requests of this client', retryable: true },
  request_malformed: { status: 400, title: 'The request is not valid HTTP', retryable: false },
  request_timeout: { status: 408, title: 'The request did not come in time', retryable: true },
  return_exceeds_order: { status: 409, title: 'More would come back than was ordered', retryable: false },
  route_not_found: { status: 404, title: 'There is no such route', retryable: false },
  token_expired: { status: 401, title: 'The token has expired', retryable: false },
  token_invalid: { status: 401, title: 'The token is not valid here', retryable: false },
  token_missing: { status: 401, title: 'The request needs a bearer token', retryable: false },
  uri_too_long: { status: 414, title: 'The URL is too long', retryable: false },
  validation_failed: { status: 400, title: 'The request does not fit the schema', retryable: false },
} as const satisfies Record<string, ProblemDefinition>;

export interface ProblemDefinition {
  readonly status: number;
  readonly title: string;
  readonly retryable: boolean;
}

export type ProblemCode = keyof typeof registry;

export const PROBLEMS: Readonly<Record<ProblemCode, ProblemDefinition>> = registry;

export function isProblemCode(code: string): code is ProblemCode {
  return Object.hasOwn(PROBLEMS, code);
}
