import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { AppError, PROBLEM_MEDIA_TYPE, toProblem, type ProblemCode } from '@tenfold/errors';

const CODES: Readonly<Record<string, ProblemCode>> = {
  HPE_HEADER_OVERFLOW: 'headers_too_large',
  ERR_HTTP_REQUEST_TIMEOUT: 'deadline_exceeded',
};

/** Answers what never became a request (broken or too large a head): there is no reply object yet, only the socket. */
export function answerClientError(error: NodeJS.ErrnoException, socket: Socket): void {
  // After ECONNRESET nobody listens, and a second answer on a socket that has begun one would garble it.
  if (error.code === 'ECONNRESET' || !socket.writable || socket.bytesWritten > 0) {
    socket.destroy();
    return;
  }
  socket.end(clientErrorAnswer(error.code ?? '', randomUUID()));
}

export function clientErrorAnswer(code: string, requestId: string): string {
  const problem = new AppError(CODES[code] ?? 'request_malformed');
  const body = JSON.stringify(toProblem(problem, { instance: '/', requestId }));
  return [
    `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}`,
    `content-type: ${PROBLEM_MEDIA_TYPE}`,
    `content-length: ${Buffer.byteLength(body)}`,
    `x-request-id: ${requestId}`,
    'connection: close',
    '',
    body,
  ].join('\r\n');
}
