import { PROBLEMS, type ProblemCode } from './registry.js';

/** One thing that is wrong with the request: `pointer` (RFC 6901) into the body, or the name of a `parameter` or `header`. */
export interface FieldError {
  readonly pointer?: string;
  readonly parameter?: string;
  readonly header?: string;
  readonly code: string;
  readonly detail: string;
}

export interface AppErrorOptions {
  /** What happened this time, for the reader of the answer. Never holds secrets, keys or other people's data. */
  readonly detail?: string;
  readonly errors?: readonly FieldError[];
  /** Sent with the answer, `Retry-After` or `Allow` for instance. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Further members of the problem document, `allowed` for an illegal transition for instance. */
  readonly meta?: Readonly<Record<string, unknown>>;
  /** For the log only. */
  readonly cause?: unknown;
}

/** The one error that tenfold throws on purpose. The code decides, across processes too; `instanceof` is only for this process. */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly status: number;
  readonly retryable: boolean;
  readonly detail: string | undefined;
  readonly errors: readonly FieldError[];
  readonly headers: Readonly<Record<string, string>>;
  readonly meta: Readonly<Record<string, unknown>>;

  constructor(
    readonly code: ProblemCode,
    options: AppErrorOptions = {},
  ) {
    const { status, title, retryable } = PROBLEMS[code];
    super(options.detail ?? title, { cause: options.cause });
    this.status = status;
    this.retryable = retryable;
    this.detail = options.detail;
    this.errors = options.errors ?? [];
    this.headers = options.headers ?? {};
    this.meta = options.meta ?? {};
  }

  /** A client's mistake is news to the client, not to the operator. */
  get logLevel(): 'debug' | 'warn' | 'error' {
    if (this.code === 'internal') return 'error';
    return this.status >= 500 ? 'warn' : 'debug';
  }
}
