import { AppError, PROBLEM_MEDIA_TYPE, toProblem } from '@tenfold/errors';
import { randomUUID } from 'node:crypto';
import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerOptions,
  type ServerResponse,
} from 'node:http';
import type { Socket } from 'node:net';
import { endBehind, remember } from './broken-requests.js';
import { judgeOrigin, VARY_ORIGIN, type Cors } from './cors.js';
import { hasGoodHost } from './host.js';

export interface FrontDoorOptions extends Omit<ServerOptions, 'ServerResponse'> {
  readonly ServerResponse?: new (request: IncomingMessage) => ServerResponse;
}

/**
 * An HTTP server whose requests are looked at before any router, cache or framework is asked: whether they name their host, and for
 * which web pages their answers are. Bytes that never become a request are for `answerBrokenRequest`, as its `clientError` listener.
 */
export function createFrontDoor(
  options: FrontDoorOptions,
  cors: Cors | undefined,
  listener: RequestListener,
): Server {
  // Node would close the connection without a problem document.
  const server = createServer(
    { ...options, requireHostHeader: false } as ServerOptions,
    (request, response) => {
      remember(request, response);
      if (request.httpVersionMajor !== 1) return refuse(response, new AppError('request_malformed'));
      if (!hasGoodHost(request)) return refuse(response, badHost());
      const { url = '' } = request;
      if (url.charCodeAt(0) !== SLASH) request.url = originForm(url);
      if (cors === undefined) return listener(request, response);
      const verdict = judgeOrigin(cors, request, response);
      if (verdict === undefined) return listener(request, response);
      if (verdict === 'refused') return refuse(response, originNotAllowed());
      response
        .writeHead(204, { vary: PREFLIGHT_VARY, 'x-request-id': randomUUID(), 'content-length': 0 })
        .end();
    },
  );
  // Nobody tunnels here. Without a listener the connection would be closed without a word.
  server.on('connect', (_request, socket: Socket) => {
    endBehind(socket, new AppError('method_not_allowed'));
  });
  return server;
}

const SLASH = '/'.charCodeAt(0);
const PREFLIGHT_VARY = `${VARY_ORIGIN}, access-control-request-method, access-control-request-headers`;

/** A server must take the absolute form of a target too (RFC 9112, section 3.2.2); what counts is its path. */
function originForm(target: string): string {
  const path = /^https?:\/\/[^/?#]*(.*)$/i.exec(target)?.[1];
  if (path === undefined) return target;
  return path.startsWith('/') ? path : `/${path}`;
}

function refuse(response: ServerResponse, problem: AppError): void {
  const requestId = randomUUID();
  const body = JSON.stringify(toProblem(problem, { instance: '/', requestId }));
  const headers = {
    'content-type': PROBLEM_MEDIA_TYPE,
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
    'x-request-id': requestId,
    ...problem.headers,
  };
  // A body that nobody reads would stand before the next request.
  response.writeHead(problem.status, { ...headers, connection: 'close' }).end(body);
}

function badHost(): AppError {
  return new AppError('request_malformed', { detail: 'there must be one Host header, with a host in it' });
}

function originNotAllowed(): AppError {
  return new AppError('origin_not_allowed', { headers: { vary: PREFLIGHT_VARY } });
}
