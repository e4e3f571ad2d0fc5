import pg from 'pg';
import { REPLAYED, wireOf, type Ask, type Wire } from './ask.js';
import { silent } from './database-errors.js';
import type { PipelineOptions } from './pipeline.js';
import { sharedConfig } from './server-options.js';
import { SLOW_MS } from './waiting.js';
import type { WalPosition } from './wal-position.js';

/** On the wire at once. What would wait behind a hundred short statements is better off in our own list, where it can be let go. */
const DEPTH = 100;

type AnyAsk = Ask<never>;

/** One connection that many share: what is sent is answered in order, each with an end of its own, so that errors stay apart. */
export class Line {
  private readonly client: pg.Client;
  private readonly wire: Wire;
  /** In the order of the answers. */
  private readonly sent = new Set<AnyAsk>();
  /** When the server has last said something, or was first asked since it had said everything. */
  private heardAt = performance.now();
  private suspected = false;
  /** Runs while statements are unanswered, and once more. */
  private timer: NodeJS.Timeout | undefined;
  private corked = false;
  private connected = false;
  private lost = false;
  /** How far the server was when it was last asked. Behind a pooler it may be another one each time. */
  private seen: WalPosition = -1n;

  /** @param onLost called once, when the connection ends for whatever reason; its questions are settled then */
  constructor(
    private readonly options: PipelineOptions,
    private readonly patienceMs: number,
    private readonly onLost: (error: Error, wasIdle: boolean) => void,
  ) {
    this.client = new pg.Client(sharedConfig(options, options.connectTimeoutMs));
    this.wire = wireOf(this.client);
    this.client.on('error', (error) => this.lose(error));
    this.client.on('end', () => this.lose(new Error('Connection terminated')));
    this.client.connect().then(
      () => (this.connected = true),
      (error: unknown) => this.lose(connectError(error as Error)),
    );
    // Named, so that it can be asked together with a statement.
    if (options.replica === true) this.client.query({ ...REPLAYED }).catch(() => undefined);
  }

  get ready(): boolean {
    return this.connected;
  }

  get load(): number {
    return this.sent.size;
  }

  get full(): boolean {
    return this.sent.size >= DEPTH;
  }

  send(ask: AnyAsk): void {
    if (this.sent.size === 0) this.heardAt = performance.now();
    this.sent.add(ask);
    this.timer ??= setTimeout(() => this.look(), SLOW_MS);
    if (ask.atLeast !== undefined && ask.atLeast > this.seen) ask.askPosition();
    // Those of one turn of the loop leave in one write.
    if (!this.corked) {
      this.corked = true;
      this.wire.stream.cork();
      setImmediate(uncork, this);
    }
    this.client.query(ask as unknown as pg.Submittable);
  }

  uncork(): void {
    this.corked = false;
    this.wire.stream.uncork();
  }

  /** Of a question that is not its own it knows nothing. */
  settled(ask: AnyAsk): void {
    if (!this.sent.delete(ask)) return;
    this.heardAt = performance.now();
    this.suspected = false;
    if (ask.replayed !== undefined && this.options.endpoint.pooler === undefined) this.seen = ask.replayed;
  }

  /** Its neighbours go with it: what has been sent may have been read or not, and nobody will hear. */
  lose(error: Error): void {
    if (this.lost) return;
    this.lost = true;
    clearTimeout(this.timer);
    const asked = [...this.sent];
    this.sent.clear();
    this.wire.stream.destroy();
    this.onLost(error, asked.length === 0);
    for (const ask of asked) ask.settle(error);
  }

  /** Says goodbye after the answers that are due. */
  async end(): Promise<void> {
    if (!this.lost) await this.client.end();
  }

  /** A server that answers others is slow and not silent: then only those who have waited too long are let go. */
  private letGoOfTheLate(now: number): void {
    // In the order of the answers, which is that of asking.
    for (const ask of this.sent) {
      if (now - ask.madeAt < this.patienceMs) return;
      ask.settle(silent());
    }
  }

  private look(): void {
    this.timer = undefined;
    if (this.sent.size === 0) return;
    const now = performance.now();
    const silentMs = now - this.heardAt;
    // At the second look: the socket may hold answers that this process was too busy to read.
    if (silentMs >= this.patienceMs && this.suspected) return this.lose(silent());
    this.suspected = silentMs >= this.patienceMs;
    if (!this.suspected) this.letGoOfTheLate(now);
    if (silentMs >= SLOW_MS) this.options.onDoubt();
    this.timer = setTimeout(() => this.look(), SLOW_MS);
  }
}

function uncork(line: Line): void {
  line.uncork();
}

/** The driver says it without a code, and the pool in other words, which are known to mean that the server is not to be reached. */
function connectError(error: Error): Error {
  if (error.message !== 'timeout expired') return error;
  return new Error('Connection terminated due to connection timeout', { cause: error });
}
