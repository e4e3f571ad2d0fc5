import { AppError } from '@tenfold/errors';
import {
  chooseCodings,
  codingEtag,
  CODINGS,
  ifNoneMatch,
  type Coding,
  type Representation,
} from '@tenfold/http';
import type { FastifyInstance, FastifyReply, FastifyRequest, RouteOptions } from 'fastify';

/** What a client is sent of a representation. */
export interface Finished {
  readonly representation: Representation;
  readonly coding: Coding;
  readonly etag: string;
  readonly bytes: Buffer;
}

/** Told of each whole answer to a GET, also where the client has it already and none of it is sent. */
export interface FinishedListener {
  /** Whether it wants to be told, which costs a coding where nothing is sent. */
  wants(request: FastifyRequest, reply: FastifyReply): boolean;
  finished(request: FastifyRequest, reply: FastifyReply, answer: Finished): void;
  /** Bytes that it was told of before, if it has those with this tag still. */
  coded(request: FastifyRequest, coding: Coding, etag: string): Buffer | undefined;
}

/**
 * The last hooks before the bytes: the ETag, the coding and 304 of what an `Answer` has found. Here and not in the controller, so that
 * a coding is made off the event loop, and that an answer which becomes an error on its way carries nothing of it.
 */
export function addAnswerHooks(instance: FastifyInstance, listener: FinishedListener): void {
  instance.addHook('onRoute', keepHeadsOf304);
  instance.addHook('onSend', (request, reply, payload, done) => {
    const { representation } = request;
    if (representation === undefined || reply.statusCode !== 200) return done(null, payload);
    const coding = chooseCodings(request.headers['accept-encoding'])[representation.kind];
    if (coding === undefined) return done(notAcceptable());
    const etag = codingEtag(representation.etag, coding);
    reply.header('etag', etag).header('vary', 'accept-encoding');
    const wanted = listener.wants(request, reply);
    const encoded = async (): Promise<Buffer> => {
      const known = wanted && coding !== 'identity' ? listener.coded(request, coding, etag) : undefined;
      return known ?? representation.in(coding);
    };
    if (ifNoneMatch(request.headers['if-none-match'], etag)) {
      if (wanted) {
        const told = (bytes: Buffer): void =>
          listener.finished(request, reply, { representation, coding, etag, bytes });
        // The client does not wait for what others will need.
        encoded().then(told, () => undefined);
      }
      reply.code(304).removeHeader('content-type');
      return done(null, null);
    }
    if (coding === 'identity' && !wanted) {
      bodyHeaders(reply, coding, representation.size);
      return done(null, payload);
    }
    encoded().then((bytes) => {
      if (wanted) listener.finished(request, reply, { representation, coding, etag, bytes });
      bodyHeaders(reply, coding, bytes.length);
      done(null, bytes);
    }, done);
  });
}

const TYPE = 'application/json; charset=utf-8';

/** Those of the body stand last, in one order. */
export function bodyHeadersOf(coding: Coding, length: number): [string, string][] {
  return [
    ['content-type', TYPE],
    ...(coding === 'identity' ? [] : [['content-encoding', coding] as [string, string]]),
    ['content-length', String(length)],
  ];
}

function bodyHeaders(reply: FastifyReply, coding: Coding, length: number): void {
  reply.removeHeader('content-type');
  for (const [name, value] of bodyHeadersOf(coding, length)) reply.header(name, value);
}

/** The client refuses every coding that there is, no coding among them. */
export function notAcceptable(): AppError {
  return new AppError('coding_not_acceptable', { detail: `there are ${CODINGS.join(', ')}` });
}

type OnSend = (request: FastifyRequest, reply: FastifyReply, payload: unknown, done: DoneWithPayload) => void;
type DoneWithPayload = (error?: Error | null, payload?: unknown) => void;

/** The server's own HEAD counts the bytes that are not sent, and says of a 304 that its body would be empty. */
function keepHeadsOf304(route: RouteOptions): void {
  if (route.method !== 'HEAD' || route.onSend === undefined) return;
  route.onSend = ([route.onSend].flat() as unknown as OnSend[]).map((hook): OnSend => {
    return function (this: unknown, request, reply, payload, done) {
      if (reply.statusCode === 304) return done(null, payload);
      return hook.call(this, request, reply, payload, done);
    };
  }) as unknown as NonNullable<RouteOptions['onSend']>;
}
