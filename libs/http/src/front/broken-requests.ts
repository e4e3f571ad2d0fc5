import { AppError, PROBLEM_MEDIA_TYPE, toProblem, type ProblemCode } from '@tenfold/errors';
import { randomUUID } from 'node:crypto';
import { STATUS_CODES, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

const CODES: Readonly<Record<string, ProblemCode>> = {
  HPE_HEADER_OVERFLOW: 'headers_too_large',
  ERR_HTTP_REQUEST_TIMEOUT: 'request_timeout',
};

/** For the client to close, and to read what was said before the connection is reset for what it still sends. */
const LINGER_MS = 2_000;

const LAST = Symbol('the last request of a connection');
const ANSWERED = Symbol('a broken request was answered');

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

type Connection = Socket & { [LAST]?: Exchange; [ANSWERED]?: boolean };

/** Remembers the last request of a connection: what is broken behind it is answered behind it. */
export function remember(request: IncomingMessage, response: ServerResponse): void {
  (request.socket as Connection)[LAST] = { request, response };
}

/**
 * For `clientError` of a server: bytes that are not HTTP never become a request, so nothing else can answer them. The answer comes behind
 * those of the requests before (RFC 9112, section 9.3.2), also on a connection that was used, and ends it.
 */
export function answerBrokenRequest(error: NodeJS.ErrnoException, socket: Socket): void {
  const connection = socket as Connection;
  // Whatever comes behind the broken bytes is as broken.
  if (connection[ANSWERED] === true) return;
  if (error.code === 'ECONNRESET' || error.code === 'EPIPE' || !socket.writable) {
    socket.destroy();
    return;
  }
  endBehind(connection, new AppError(CODES[error.code ?? ''] ?? 'request_malformed'));
}

/** Ends a connection with a problem, once the requests before have their answers. */
export function endBehind(socket: Socket, problem: AppError): void {
  const connection = socket as Connection;
  connection[ANSWERED] = true;
  const last = connection[LAST];
  const say = (): void => end(socket, textOf(problem));
  if (last === undefined || last.response.writableFinished) return say();
  if (last.request.complete) {
    last.response.once('finish', say);
    return;
  }
  // The body of that request is what is broken. Its answer has begun, or comes in its turn.
  if (last.response.headersSent) socket.destroy();
  else if (last.response.socket !== null) say();
  else last.response.once('socket', say);
}

function end(socket: Socket, answer: string): void {
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  socket.end(answer);
  socket.resume();
  const linger = setTimeout(() => socket.destroy(), LINGER_MS).unref();
  socket.once('close', () => clearTimeout(linger));
}

function textOf(problem: AppError): string {
  const requestId = randomUUID();
  const body = JSON.stringify(toProblem(problem, { instance: '/', requestId }));
  return [
    `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}`,
    `date: ${new Date().toUTCString()}`,
    `content-type: ${PROBLEM_MEDIA_TYPE}`,
    `content-length: ${Buffer.byteLength(body)}`,
    'cache-control: no-store',
    `x-request-id: ${requestId}`,
    'connection: close',
    '',
    body,
  ].join('\r\n');
}
