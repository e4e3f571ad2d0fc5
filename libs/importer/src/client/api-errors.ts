/** The API refused a request (4xx): sending the same again would change nothing. */
export class ApiRefusal extends Error {
  constructor(
    readonly method: string,
    readonly path: string,
    readonly status: number,
    readonly code: string,
    readonly detail: string,
    /** What the API named as wrong, by JSON pointer into the request's body. */
    readonly errors: readonly { readonly pointer: string; readonly detail: string }[] = [],
  ) {
    super(`${method} ${path} was refused with ${status} ${code}: ${detail}`);
    this.name = 'ApiRefusal';
  }
}

/** The API could not be reached, or stayed overloaded, until the patience for it ran out. */
export class ApiUnavailable extends Error {
  constructor(method: string, path: string, attempts: number, reason: string) {
    super(`${method} ${path} failed ${attempts} times, at last with: ${reason}`);
    this.name = 'ApiUnavailable';
  }
}

/** Reads problem details (RFC 9457); anything else that a proxy may answer is named by its status. */
export function refusalOf(method: string, path: string, status: number, body: unknown): ApiRefusal {
  const problem = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  const listed = Array.isArray(problem['errors'])
    ? (problem['errors'] as (Record<string, unknown> | null)[])
    : [];
  const errors = listed.flatMap((error) => {
    const pointer = text(error?.['pointer']);
    return pointer === undefined ? [] : [{ pointer, detail: text(error?.['detail']) ?? '' }];
  });
  const code = text(problem['code']) ?? `http_${status}`;
  const detail =
    text(listed[0]?.['detail']) ?? text(problem['detail']) ?? text(problem['title']) ?? 'no reason given';
  return new ApiRefusal(method, path, status, code, detail, errors);
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
