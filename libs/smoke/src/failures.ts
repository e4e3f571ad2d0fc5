import type { Answer } from './client.js';

/** Nobody knows what has happened. */
export class NoAnswer extends Error {
  constructor(request: string, requestId: string, cause: unknown) {
    super(`${request} got no answer: ${reasonOf(cause)} (request ${requestId})`, { cause });
    this.name = 'NoAnswer';
  }
}

/** What is wrong with an answer, with all that helps to find it in the logs: the problem's code and the request's id. */
export function unexpected(answer: Answer<unknown>, what: string): Error {
  const { request, requestId, status, body } = answer;
  const { code, detail, title } = problemOf(body);
  const said = [status, code].filter((part) => part !== undefined).join(' ');
  const because = detail ?? title;
  return new Error(
    `${request} answered ${said}${because === undefined ? '' : ` (${because})`}: ${what} (request ${requestId})`,
  );
}

/** @throws Error by `unexpected` when the condition does not hold */
export function check(condition: boolean, answer: Answer<unknown>, what: string): asserts condition {
  if (!condition) throw unexpected(answer, what);
}

function problemOf(body: unknown): Readonly<Record<'code' | 'detail' | 'title', string | undefined>> {
  const problem = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  const text = (name: string): string | undefined => {
    const value = problem[name];
    return typeof value === 'string' ? value : undefined;
  };
  const code = text('code');
  // Other documents have titles as well.
  if (code === undefined) return { code, detail: undefined, title: undefined };
  return { code, detail: text('detail'), title: text('title') };
}

/** `fetch failed` says nothing; its cause knows the address that refused. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (!(error.cause instanceof Error)) return error.message;
  const { code } = error.cause as NodeJS.ErrnoException;
  return error.cause.message || code || error.message;
}
