import type { Cache } from '@tenfold/cache';
import { chooseCodings, CONSISTENCY_HEADER, ifNoneMatch, type Coding } from '@tenfold/http';
import type { TokenVerifier } from '@tenfold/identity';
import { tracing, type RequestMetrics } from '@tenfold/observability';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Admission } from './admission.js';
import type { ContextRead } from './context-reads.js';
import type { Finished, FinishedListener } from './finish-answer.js';
import { tokenIn } from './authorise.js';
import { keptAnswer, type KeptAnswer, type Source } from './kept-answer.js';
import { LaneStore } from './lane-store.js';
import { isPlainRead } from './plain-read.js';
import { requestIdOf } from './request-id.js';
import type { AnsweredRequest, RequestLog } from './request-log.js';
import { traceLane } from './request-tracing.js';

/** Of ours, with a cursor, none comes near it; what is longer is somebody's attempt to fill the memory. */
const LONGEST_URL = 1_024;

const CONSISTENCY = CONSISTENCY_HEADER.toLowerCase();

/** Plain numbers since the process began, but for `bytes` and `keys`: those that are kept now, also beyond their time. */
export interface LaneCounters {
  /** Requests answered here, those with 304 among them. */
  readonly hits: number;
  readonly notModified: number;
  /** Requests that could have been. */
  readonly misses: number;
  readonly stored: number;
  /** Because of a change, or to make room. */
  readonly dropped: number;
  readonly bytes: number;
  /** Of the cache, that what is kept was made of. */
  readonly keys: number;
}

export interface LaneOptions {
  readonly maxBytes: number;
  readonly log: RequestLog;
  readonly requests: RequestMetrics;
  readonly admission: Admission;
}

/** Whose request it is, for the log. */
type Caller = Pick<AnsweredRequest, 'subject' | 'rateLimit'>;

const NOBODY: Caller = {};

/**
 * In front of the framework: answers what it was told an answer to, as the slow road would, byte for byte. The cache tells it of every
 * key that has changed (it is a listener of the cache), and each request of what it was made of and until when that holds.
 */
export class AnswerLane implements FinishedListener {
  private readonly store: LaneStore;
  private on: boolean;
  private closing = false;
  private verifier: Pick<TokenVerifier, 'known'> | undefined;
  private cache: Pick<Cache, 'held'> | undefined;
  private readonly counted = { hits: 0, notModified: 0, misses: 0 };

  constructor(private readonly options: LaneOptions) {
    this.store = new LaneStore(options.maxBytes, (key) => this.cache?.held(key));
    this.on = this.store.hasRoom;
  }

  get counters(): LaneCounters {
    return { ...this.counted, ...this.store.counted, bytes: this.store.bytes, keys: this.store.keys };
  }

  /** Sets who knows tokens; before, requests with one are left to the framework. */
  knowBy(verifier: Pick<TokenVerifier, 'known'>): void {
    this.verifier = verifier;
  }

  /** Sets what answers are made of; before, each ends with its time. */
  renewFrom(cache: Pick<Cache, 'held'>): void {
    this.cache = cache;
  }

  /** @returns whether it has answered; what it has not is for the framework, untouched */
  answer(request: IncomingMessage, response: ServerResponse): boolean {
    const { url = '', method = '' } = request;
    const began = performance.now();
    const kept = this.store.find(url, began);
    if (kept === undefined || !isPlain(request)) return false;
    const coding = chooseCodings(request.headers['accept-encoding'] as string | undefined)[kept.kind];
    const variant = coding === undefined ? undefined : kept.variants[coding];
    if (variant === undefined || passesOnce(kept, began)) return false;
    const caller = this.callerOf(request, kept);
    if (caller === undefined || this.options.admission.refuses(request)) return false;
    this.counted.hits += 1;
    const requestId = requestIdOf(request);
    const known = request.headers['if-none-match'];
    const status = known !== undefined && ifNoneMatch(known, variant.etag) ? 304 : 200;
    const head = status === 304 ? variant.notModified : variant.whole;
    head.write(response, requestId);
    const bytes = status === 304 || method === 'HEAD' ? 0 : variant.body.length;
    if (bytes === 0) response.end();
    else response.end(variant.body, 'latin1');
    if (status === 304) this.counted.notModified += 1;
    const { log, requests } = this.options;
    const now = performance.now();
    const elapsedMs = now - began;
    const { route } = kept;
    requests.answered(method, route, status, elapsedMs);
    const traced = tracing.on && request.headers['traceparent'] !== undefined;
    const weight = log.weigh(route, status, elapsedMs, now);
    if (!traced && weight === 0) return true;
    const answered = { requestId, method, route, status, elapsedMs, bytes, ...caller };
    const ids = traceLane(answered, request.headers);
    if (weight > 0) log.write({ ...answered, ...ids }, weight);
    return true;
  }

  /**
   * Whose request it is, and that it is counted. Only where both are known at once: a token that was verified before, and a request that
   * is reserved for its principal.
   * @returns undefined for whoever is to be looked at by the framework
   */
  private callerOf(request: IncomingMessage, { impersonal }: KeptAnswer): Caller | undefined {
    const { authorization } = request.headers;
    if (authorization === undefined) return NOBODY;
    if (!impersonal) return undefined;
    const { admission } = this.options;
    const principal = this.verifier?.known(tokenIn(authorization));
    if (principal === undefined) return undefined;
    const { subject } = principal;
    if (admission.limits?.countsPrincipals !== true) return { subject };
    const charge = admission.limits.chargeReserved(subject);
    return charge && { subject, rateLimit: charge.rateLimit };
  }

  /** What a request has to remember from its begin. */
  get now(): number {
    return this.store.now;
  }

  /** Also of a request with a token, where the method that answers is not told whose it is. */
  wants({ raw, served }: FastifyRequest): boolean {
    const { lane = false, impersonal = false } = served?.declaration ?? {};
    if (!lane || !this.on || this.closing) return false;
    if (raw.headers.authorization !== undefined && !impersonal) return false;
    if (!isPlain(raw) || (raw.url ?? '').length > LONGEST_URL) return false;
    this.counted.misses += 1;
    return (served?.reads?.length ?? 0) > 0;
  }

  coded(request: FastifyRequest, coding: Coding, etag: string): Buffer | undefined {
    return this.store.coded(request.raw.url ?? '', coding, etag);
  }

  finished(request: FastifyRequest, _reply: FastifyReply, answer: Finished): void {
    const { reads = [], begun, route = 'none' } = request.served ?? {};
    const until = Math.min(...reads.map((read) => read.until));
    if (!this.on || this.closing || begun === undefined || until <= performance.now()) return;
    const facts = {
      route,
      keys: [...new Set(reads.map(({ key }) => key))],
      until,
      renewAt: Math.min(...reads.map((read) => read.renewAt)),
      sources: sourcesOf(reads),
      brief: reads.some((read) => read.brief),
      impersonal: request.served?.declaration?.impersonal === true,
    };
    const kept = keptAnswer(answer, facts);
    if (kept !== undefined) this.store.keep(request.raw.url ?? '', kept, begun);
  }

  /** A key of the cache has a new value. */
  changed(key: string): void {
    this.store.changed(key);
  }

  /** Changes may have been missed. */
  flushed(): void {
    this.store.clear();
  }

  /** Off, it is empty and stays so. */
  turn(on: boolean): void {
    this.on = on && this.store.hasRoom;
    this.store.clear();
  }

  /** Connections are being ended one answer after the other, which is the framework's business. */
  close(): void {
    this.closing = true;
    this.store.clear();
  }
}

/** Whether it is time to make the answer anew, and nobody else does. */
function passesOnce(kept: KeptAnswer, now: number): boolean {
  if (now < kept.renewAt || kept.passed) return false;
  kept.passed = true;
  return true;
}

/** Undefined where one of them is brief, or has no version; and none of what never changes. */
function sourcesOf(reads: readonly ContextRead[]): Source[] | undefined {
  const sources = new Map<string, number>();
  for (const { key, version, until, brief } of reads) {
    if (until === Infinity) continue;
    if (brief || version === undefined || (sources.get(key) ?? version) !== version) return undefined;
    sources.set(key, version);
  }
  return [...sources].map(([key, version]) => ({ key, version }));
}

/** Whether there is nothing about the request that could change its answer but its URL, and nothing that the lane does not do. */
function isPlain(request: IncomingMessage): boolean {
  const { headers } = request;
  return isPlainRead(request) && headers[CONSISTENCY] === undefined && headers.range === undefined;
}
