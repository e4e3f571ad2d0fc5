export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly url: string;
  /** Left out by who reads what everybody may read. */
  readonly token?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly timeoutMs?: number;
}

export interface HttpAnswer {
  readonly status: number;
  readonly text: string;
  readonly headers: Headers;
}

/** Longer than any service takes to say no. */
const PATIENCE_MS = 15_000;

/** @returns undefined when no complete answer came: then nobody knows what has happened */
export async function send(request: HttpRequest): Promise<HttpAnswer | undefined> {
  const { method, url, token, headers = {}, body, timeoutMs = PATIENCE_MS } = request;
  try {
    const response = await fetch(url, {
      method,
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(timeoutMs),
    });
    return { status: response.status, headers: response.headers, text: await response.text() };
  } catch {
    return undefined;
  }
}

type Success = 200 | 201 | 202 | 204;

export function isSuccess<A extends HttpAnswer>(
  answer: A | undefined,
): answer is A & { readonly status: Success } {
  return answer !== undefined && answer.status >= 200 && answer.status < 300;
}

/** The problem's code, or the status where the answer is none of ours. */
export function codeOf({ status, text }: HttpAnswer): string {
  try {
    return String((JSON.parse(text) as { code?: unknown }).code ?? status);
  } catch {
    return String(status);
  }
}
