import { CONSISTENCY_HEADER, ConsistencyMemory } from '@tenfold/http';

export interface ApiRequest {
  readonly method?: string;
  readonly body?: unknown;
  readonly token?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface ApiResponse<T> {
  readonly status: number;
  readonly headers: Headers;
  /** The exact bytes, for comparisons of replays. */
  readonly text: string;
  readonly body: T;
}

/** Of all clients of a spec: what one has written, the next one reads. */
const shared = new ConsistencyMemory();

/**
 * Calls an API as a client would: over a socket. A string as body is sent as it is, anything else as JSON. It sees its own writes,
 * and those of the other clients that share its memory, by their consistency tokens.
 */
export class ApiClient {
  constructor(
    private readonly baseUrl: string,
    /** Its own when it is to know nothing of what others have written. */
    readonly memory: ConsistencyMemory = shared,
  ) {}

  async call<T = never>(path: string, request: ApiRequest = {}): Promise<ApiResponse<T>> {
    const { method = 'GET', body, token, headers = {} } = request;
    const seen = this.memory.header;
    const response = await fetch(`${this.baseUrl}${path}`, {
      method,
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(seen === undefined ? {} : { [CONSISTENCY_HEADER]: seen }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    this.memory.remember(seen, response.headers.get(CONSISTENCY_HEADER));
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      text,
      body: parse(text, response.headers) as T,
    };
  }
}

function parse(text: string, headers: Headers): unknown {
  const json = /[/+]json(;|$)/.test(headers.get('content-type') ?? '');
  return json && text !== '' ? JSON.parse(text) : undefined;
}
