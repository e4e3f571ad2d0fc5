import { randomUUID } from 'node:crypto';
import { CONSISTENCY_HEADER, ConsistencyMemory } from '@tenfold/http';
import { check, NoAnswer } from './failures.js';

export type Service = 'quiz' | 'orders' | 'order-items';
export type ServiceUrls = Readonly<Record<Service, string>>;

export interface Call {
  readonly method?: 'GET' | 'POST' | 'PUT';
  readonly token?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

export interface Answer<T> {
  /** What was asked, for a message: `GET http://…`. */
  readonly request: string;
  readonly requestId: string;
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** Undefined where the answer is not JSON. */
  readonly body: T;
}

/** No service of ours takes longer to say no; in a cluster that starts, a connection may lead nowhere. */
const PATIENCE_MS = 15_000;

/** Calls the services as any client would. It sees what it has written, by the consistency tokens of the answers. */
export class Client {
  private readonly memory = new ConsistencyMemory();

  /** @param signal ends everything that is asked */
  constructor(
    private readonly urls: ServiceUrls,
    private readonly signal: AbortSignal,
  ) {}

  /** Answers when the status is the one that is expected, with JSON: a proxy's own page may have any status. */
  async expect<T = unknown>(
    status: number,
    service: Service,
    path: string,
    call: Call = {},
  ): Promise<Answer<T>> {
    const answer = await this.call<T>(service, path, call);
    check(answer.status === status, answer, `${status} was expected`);
    check(answer.body !== undefined, answer, 'JSON was expected');
    return answer;
  }

  async call<T = unknown>(service: Service, path: string, call: Call = {}): Promise<Answer<T>> {
    const { method = 'GET', token, headers = {}, body } = call;
    const url = this.urls[service].replace(/\/+$/, '') + path;
    const [request, requestId, seen] = [`${method} ${url}`, randomUUID(), this.memory.header];
    try {
      const response = await fetch(url, {
        method,
        headers: {
          'x-request-id': requestId,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
          ...(seen === undefined ? {} : { [CONSISTENCY_HEADER]: seen }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        signal: AbortSignal.any([this.signal, AbortSignal.timeout(PATIENCE_MS)]),
      });
      this.memory.remember(seen, response.headers.get(CONSISTENCY_HEADER));
      const text = await response.text();
      const told = response.headers.get('x-request-id') ?? requestId;
      const { status, headers: answered } = response;
      return { request, requestId: told, status, headers: answered, text, body: parse(text) as T };
    } catch (cause) {
      throw new NoAnswer(request, requestId, cause);
    }
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
