import { type BeforeApplicationShutdown, Injectable } from '@nestjs/common';
import { duration, integer, type Env } from '@tenfold/config';
import { AppError } from '@tenfold/errors';
import { chooseCodings, encoder, type Coding } from '@tenfold/http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AsyncLocalStorage } from 'node:async_hooks';
import { once } from 'node:events';
import { pipeline, Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { CACHE } from '../answer.decorator.js';
import { notAcceptable } from '../finish-answer.js';
import { InjectEnv } from '../injected.js';
import { Shed } from '../metrics/shed.js';
import { exportFormat, type ExportFormat } from './export-format.js';

/** Of services that have exports; they spread it into their own shape. */
export const exportEnvShape = {
  EXPORT_CONCURRENCY: integer('Exports that a process sends at the same time; one more is answered 503', {
    default: 4,
    min: 1,
    max: 100,
  }),
  EXPORT_IDLE_TIMEOUT: duration('How long the client of an export may take nothing of it', {
    default: '1m',
    min: '1s',
    max: '10m',
  }),
};

export interface ExportedList<Row extends object> {
  /** Of the file, without its extension. */
  readonly name: string;
  /** Members of a row, for the formats that need to know them beforehand. */
  readonly columns: readonly string[];
  /** Rows that are read and written at once, where they are small; 200 unless told otherwise. */
  readonly batch?: number;
  /** All rows, about so many at once, each batch read when it is asked for. */
  readonly batches: (batch: number) => AsyncGenerator<readonly Row[]>;
}

/** Rows in one statement: enough to be cheap by the row, and few enough for two batches of the largest rows to be nothing. */
const BATCH = 200;
/** Below what a process is given to end altogether. */
const SHUTDOWN_PATIENCE_MS = 15_000;

/**
 * Sends whole lists as streams. The client sets the pace: a batch is read when the one before has left, so memory stays flat and nothing
 * is held open in the database in between. A list that cannot be read to its end breaks off the connection before the last chunk, which
 * every client of HTTP sees as an error; that a whole answer has come needs no other sign.
 */
@Injectable()
export class Exports implements BeforeApplicationShutdown {
  private readonly running = new Set<Readable>();
  private starting = 0;
  private closing = false;

  constructor(
    @InjectEnv() private readonly env: Env<typeof exportEnvShape>,
    private readonly shed: Shed = new Shed(),
  ) {}

  /**
   * Starts an export. What goes wrong up to the first batch is a problem document like any other.
   * @returns the body; undefined for a HEAD
   * @throws AppError not_acceptable, coding_not_acceptable; overloaded
   */
  async send<Row extends object>(
    request: FastifyRequest,
    reply: FastifyReply,
    list: ExportedList<Row>,
  ): Promise<Readable | undefined> {
    const format = exportFormat(request.headers.accept);
    const coding = chooseCodings(request.headers['accept-encoding']).once;
    if (coding === undefined) throw notAcceptable();
    if (this.closing) throw busy();
    if (this.running.size + this.starting >= this.env.EXPORT_CONCURRENCY) {
      this.shed.refused.add('exports');
      throw busy();
    }
    this.starting += 1;
    try {
      const batches = list.batches(list.batch ?? BATCH);
      const first = await batches.next();
      describe(reply, format, list.name, coding);
      if (request.method === 'HEAD') return void (await batches.return(undefined));
      // Whatever makes the stream go on, the reads belong to this request.
      const inContext = AsyncLocalStorage.snapshot();
      const next = () => inContext(() => batches.next());
      const body = Readable.from(
        written(first, { next, end: () => batches.return(undefined) }, format, list.columns),
      );
      this.track(body, reply);
      return coding === 'identity' ? body : pipeline(body, encoder(coding), () => undefined);
    } finally {
      this.starting -= 1;
    }
  }

  /** Gives what is running some time; the rest is broken off, which its clients see. */
  async beforeApplicationShutdown(_signal?: string, patienceMs = SHUTDOWN_PATIENCE_MS): Promise<void> {
    this.closing = true;
    const ends = [...this.running].map((body) => once(body, 'close').catch(() => undefined));
    if (ends.length === 0) return;
    await Promise.race([Promise.all(ends), delay(patienceMs, undefined, { ref: false })]);
    for (const body of this.running) body.destroy(new Error('the process ends'));
  }

  private track(body: Readable, reply: FastifyReply): void {
    this.running.add(body);
    body.once('close', () => this.running.delete(body));
    reply.raw.setTimeout(this.env.EXPORT_IDLE_TIMEOUT, () =>
      body.destroy(new Error('the client has taken nothing for too long')),
    );
  }
}

type Batch<Row> = IteratorResult<readonly Row[], unknown>;

async function* written<Row extends object>(
  first: Batch<Row>,
  batches: { readonly next: () => Promise<Batch<Row>>; readonly end: () => Promise<unknown> },
  format: ExportFormat,
  columns: readonly string[],
): AsyncGenerator<string> {
  try {
    const head = format.head(columns);
    if (head !== '') yield head;
    for (let next = first; next.done !== true; next = await batches.next()) {
      yield format.rows(next.value, columns);
    }
  } finally {
    await batches.end();
  }
}

function describe(reply: FastifyReply, format: ExportFormat, name: string, coding: Coding): void {
  reply.headers({
    'content-type': format.contentType,
    'content-disposition': `attachment; filename="${name}.${format.extension}"`,
    'cache-control': CACHE.secret,
    vary: 'accept, accept-encoding',
    ...(coding === 'identity' ? {} : { 'content-encoding': coding }),
  });
}

function busy(): AppError {
  return new AppError('overloaded', {
    detail: 'as many exports as this process sends at once are running; try again later',
    headers: { 'retry-after': '5' },
  });
}
