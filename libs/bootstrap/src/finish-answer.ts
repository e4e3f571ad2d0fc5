import { AppError } from '@tenfold/errors';
import {
  chooseCodings,
  codingEtag,
  CODINGS,
  CONSISTENCY_HEADER,
  ifNoneMatch,
  VARY_ORIGIN,
  type Coding,
  type Cors,
  type Representation,
} from '@tenfold/http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { PreparedAnswer } from './answer.decorator.js';
import { isPublic } from './authorise.js';
import { HeadTemplate } from './head-template.js';
import { RepeatedHeads } from './repeated-heads.js';

/** What a client is sent of a representation. */
export interface Finished {
  readonly representation: Representation;
  readonly coding: Coding;
  readonly etag: string;
  readonly bytes: Buffer;
  /** Names and values by turns: all headers but those of the body. */
  readonly head: readonly string[];
}

/** Told of each whole answer to a GET, also where the client has it already and none of it is sent. */
export interface FinishedListener {
  /** Whether it wants to be told, which costs a coding where nothing is sent. */
  wants(request: FastifyRequest, reply: FastifyReply): boolean;
  finished(request: FastifyRequest, reply: FastifyReply, answer: Finished): void;
  /** Bytes that it was told of before, if it has those with this tag still. */
  coded(request: FastifyRequest, coding: Coding, etag: string): Buffer | undefined;
}

export interface Finishing {
  readonly listener: FinishedListener;
  /** Of every answer, names and values by turns. */
  readonly always: readonly string[];
  /** Where it is set, every answer says that it differs by the page that asks. */
  readonly cors?: Cors | undefined;
  /** Of answers that `always` is in. */
  readonly repeated: RepeatedHeads;
}

const CONSISTENCY = CONSISTENCY_HEADER.toLowerCase();
const TYPE = 'application/json; charset=utf-8';

/** By what answers differ. */
function varyOf(cors: Cors | undefined): string {
  return cors === undefined ? 'accept-encoding' : `accept-encoding, ${VARY_ORIGIN}`;
}

/** For routes whose handlers do not finish their answers themselves. */
export function addAnswerHooks(
  instance: FastifyInstance,
  listener: FinishedListener,
  always: readonly string[] = [],
  cors?: Cors,
): void {
  const finishing = { listener, always, cors, repeated: new RepeatedHeads() };
  instance.addHook('onSend', (request, reply, payload, done) => {
    const { answer } = request;
    if (answer === undefined || reply.statusCode !== 200) return done(null, payload);
    // Written here, so that nothing is left for the server to send.
    finishAnswer(request, reply, answer, finishing, done);
  });
}

/**
 * The last step before the bytes: the ETag, the coding and 304 of what an `Answer` has found. It writes to the response itself, with
 * headers in one list: to put them one by one into the reply, and have the server look at each again, is work done twice.
 * @param failed called where there is no answer after all
 */
export function finishAnswer(
  request: FastifyRequest,
  reply: FastifyReply,
  answer: PreparedAnswer,
  { listener, always, cors, repeated }: Finishing,
  failed: (error: Error) => void,
): void {
  const { representation } = answer;
  const coding = chooseCodings(request.headers['accept-encoding'])[representation.kind];
  if (coding === undefined) return failed(notAcceptable());
  const etag = codingEtag(representation.etag, coding);
  const consistency = request.served?.consistency;
  const writes = consistency?.hasWritten === true;
  const wanted = listener.wants(request, reply);
  const known = ifNoneMatch(request.headers['if-none-match'], etag);
  const plain = !writes && !wanted && !known && coding === 'identity';
  const common = plain && isCommon(request, answer);
  const kept = common ? repeated.find(answer) : undefined;
  if (kept !== undefined) return write(request, reply, kept, representation);
  const head = headOf([...always, 'vary', varyOf(cors)], request, answer, etag);
  if (plain) {
    const all = withBody(head, coding, representation.size);
    write(request, reply, common ? repeated.keep(answer, all) : { status: 200, head: all }, representation);
    return;
  }
  if (!writes && !wanted && known) return write(request, reply, { status: 304, head }, undefined);
  const told = (bytes: Buffer): void => {
    if (wanted) listener.finished(request, reply, { representation, coding, etag, bytes, head: [...head] });
  };
  const encoded = async (): Promise<Buffer> => {
    const before = wanted && coding !== 'identity' ? listener.coded(request, coding, etag) : undefined;
    return before ?? representation.in(coding);
  };
  const whole = async (): Promise<void> => {
    const token = writes ? await consistency.issue() : undefined;
    const own = token === undefined ? head : [...head, CONSISTENCY, token];
    // The client does not wait for what others will need.
    if (known && wanted) encoded().then(told, () => undefined);
    if (known) return write(request, reply, { status: 304, head: own }, undefined);
    const bytes = await encoded();
    told(bytes);
    write(request, reply, { status: 200, head: withBody(own, coding, bytes.length) }, bytes);
  };
  whole().catch(failed);
}

/** What a write has to say. */
export interface WrittenAnswer {
  readonly status: number;
  readonly body: object;
}

/** The same for an answer to a write, which has neither a tag nor a coding, and no listener: with the token that shows what was written. */
export function finishWrite(
  request: FastifyRequest,
  reply: FastifyReply,
  { status, body }: WrittenAnswer,
  { always, cors }: Finishing,
  failed: (error: Error) => void,
): void {
  const text = JSON.stringify(body);
  const consistency = request.served?.consistency;
  const send = (token: string | undefined): void => {
    const head = [...always, 'x-request-id', request.id];
    if (request.rateLimit !== undefined) head.push('ratelimit', request.rateLimit);
    if (token !== undefined) head.push(CONSISTENCY, token);
    if (cors !== undefined) head.push('vary', VARY_ORIGIN);
    const size = Buffer.byteLength(text);
    const sent = { body: text, size, isAscii: size === text.length };
    write(request, reply, { status, head: withBody(head, 'identity', size) }, sent);
  };
  if (consistency?.hasWritten === true) consistency.issue().then(send).catch(failed);
  else send(undefined);
}

/** Whether its head will be that of the next answer with the same body. */
function isCommon({ rateLimit }: FastifyRequest, { repeated, link }: PreparedAnswer): boolean {
  return repeated && link === undefined && rateLimit === undefined;
}

function headOf(
  always: readonly string[],
  request: FastifyRequest,
  { cacheControl, link }: PreparedAnswer,
  etag: string,
): string[] {
  const head = [...always, 'x-request-id', request.id, 'cache-control', cacheControl, 'etag', etag];
  if (link !== undefined) head.push('link', link);
  const { rateLimit } = request;
  // What the principal has left is nobody else's business, where the answer may be kept for everybody.
  if (rateLimit !== undefined && !isPublic(cacheControl)) head.push('ratelimit', rateLimit);
  return head;
}

/** The headers of the body stand last, in one order. */
export function withBody(head: readonly string[], coding: Coding, length: number): string[] {
  const whole = [...head, 'content-type', TYPE];
  if (coding !== 'identity') whole.push('content-encoding', coding);
  whole.push('content-length', String(length));
  return whole;
}

interface Head {
  readonly status: number;
  readonly head: string[];
}

/** A text, and what is known of its bytes. */
type Sent = Pick<Representation, 'body' | 'size' | 'isAscii'>;

function write(
  request: FastifyRequest,
  reply: FastifyReply,
  head: Head | HeadTemplate,
  body: Sent | Buffer | undefined,
): void {
  // Answered meanwhile by an error, or by nobody.
  if (reply.sent) return;
  const { raw } = reply.hijack();
  if (head instanceof HeadTemplate) head.write(raw, request.id);
  else raw.writeHead(head.status, head.head);
  const empty = body === undefined || request.method === 'HEAD';
  if (request.served !== undefined) request.served.bytes = empty ? 0 : sizeOf(body);
  if (empty) raw.end();
  else if (Buffer.isBuffer(body)) raw.end(body);
  // The same bytes, without the look at each character that UTF-8 takes.
  else raw.end(body.body, body.isAscii ? 'latin1' : 'utf8');
}

function sizeOf(body: Sent | Buffer): number {
  return Buffer.isBuffer(body) ? body.length : body.size;
}

/** The client refuses every coding that there is, no coding among them. */
export function notAcceptable(): AppError {
  return new AppError('coding_not_acceptable', { detail: `there are ${CODINGS.join(', ')}` });
}
