import { CONSISTENCY_HEADER, ConsistencyMemory } from '@tenfold/http';
import { setTimeout as pause } from 'node:timers/promises';
import { ApiUnavailable, refusalOf } from './api-errors.js';
import type { RetryPolicy } from './retry-policy.js';
import { isPassing, parseRetryAfter, RETRY, retryDelay } from './retry-policy.js';

export interface ApiReply {
  readonly status: number;
  readonly body: unknown;
  /** Of the representation, for `If-Match`. */
  readonly etag: string | null;
}

export interface ApiClientOptions {
  readonly url: string;
  readonly token: string;
  readonly signal?: AbortSignal | undefined;
  readonly retry?: RetryPolicy;
  /** Told before each pause, so that a silent wait has a reason that can be read. */
  readonly onRetry?: (reason: string, delayMs: number) => void;
}

/** A batch of 4,000 lines takes a busy laptop a few seconds; a minute is a server that has lost it. */
const TIMEOUT_MS = 60_000;

/** JSON requests with a bearer token; sent again while the trouble is one that passes. */
export class ApiClient {
  private readonly retry: RetryPolicy;
  private readonly memory = new ConsistencyMemory();

  constructor(private readonly options: ApiClientOptions) {
    this.retry = options.retry ?? RETRY;
  }

  get(path: string): Promise<ApiReply> {
    return this.request('GET', path);
  }

  post(path: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<ApiReply> {
    return this.request('POST', path, body === undefined ? undefined : JSON.stringify(body), headers);
  }

  put(path: string, body: unknown, headers: Readonly<Record<string, string>>): Promise<ApiReply> {
    return this.request('PUT', path, JSON.stringify(body), headers);
  }

  private async request(
    method: string,
    path: string,
    body?: string,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<ApiReply> {
    for (let failures = 1; ; failures += 1) {
      this.options.signal?.throwIfAborted();
      const outcome = await this.attempt(method, path, body, headers);
      if ('status' in outcome) return outcome;
      if (failures >= this.retry.attempts) throw new ApiUnavailable(method, path, failures, outcome.reason);
      const delay = retryDelay(failures, outcome.retryAfter, this.retry);
      this.options.onRetry?.(outcome.reason, delay);
      await pause(delay, undefined, this.options.signal ? { signal: this.options.signal } : {});
    }
  }

  private async attempt(
    method: string,
    path: string,
    body: string | undefined,
    headers: Readonly<Record<string, string>>,
  ): Promise<ApiReply | { reason: string; retryAfter: number | null }> {
    const { signal, token, url } = this.options;
    const timeout = AbortSignal.timeout(TIMEOUT_MS);
    const seen = this.memory.header;
    let response: Response;
    let text: string;
    try {
      response = await fetch(new URL(path, url), {
        method,
        headers: {
          accept: 'application/json',
          authorization: `Bearer ${token}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(seen === undefined ? {} : { [CONSISTENCY_HEADER]: seen }),
          ...headers,
        },
        ...(body === undefined ? {} : { body }),
        signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
      });
      this.memory.remember(seen, response.headers.get(CONSISTENCY_HEADER));
      text = await response.text();
    } catch (error) {
      signal?.throwIfAborted();
      return { reason: reasonOf(error), retryAfter: null };
    }
    if (isPassing(response.status)) {
      const retryAfter = parseRetryAfter(response.headers.get('retry-after'), Date.now());
      return { reason: `status ${response.status}`, retryAfter };
    }
    const json = parseJson(text);
    if (response.status >= 400) throw refusalOf(method, path, response.status, json);
    return { status: response.status, body: json, etag: response.headers.get('etag') };
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** `fetch failed` says nothing; its cause knows the port that refused. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  // Where a name has several addresses, each has an error with words, and all together have none.
  const inner: unknown = cause instanceof AggregateError ? cause.errors[0] : cause;
  return inner instanceof Error ? inner.message || String(inner) : error.message;
}
