import { CONSISTENCY_HEADER, ConsistencyMemory } from '@tenfold/http';
import { Failure } from '../output/failure.js';

export interface ApiRequest {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH';
  readonly path: string;
  readonly token?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface ApiAnswer {
  readonly body: Readonly<Record<string, unknown>>;
  readonly etag: string | null;
}

const PATIENCE_MS = 30_000;

/** Speaks to the API as any client would; an answer that is not 2xx ends the seed with what the API said. */
export class ApiClient {
  private readonly memory = new ConsistencyMemory();

  constructor(private readonly url: string) {}

  async send({ method = 'GET', path, token, body, headers = {} }: ApiRequest): Promise<ApiAnswer> {
    const seen = this.memory.header;
    const response = await fetch(`${this.url}${path}`, {
      method,
      headers: {
        ...headers,
        ...(seen === undefined ? {} : { [CONSISTENCY_HEADER]: seen }),
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    this.memory.remember(seen, response.headers.get(CONSISTENCY_HEADER));
    const text = await response.text();
    if (!response.ok) throw new Failure(`${method} ${path} answered with ${response.status}: ${text}`);
    return {
      body: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>),
      etag: response.headers.get('etag'),
    };
  }
}
