import { connect, type Socket } from 'node:net';
import { UNIQUE_DIGITS, type PreparedRequest } from './request.js';

export interface Answered {
  readonly status: number;
  readonly length: number;
}

const HEAD_END = Buffer.from('\r\n\r\n');
const LENGTH = /\r\ncontent-length: *(\d+)/i;
/** 1xx, 204 and 304 have no body and need no length. */
const WITHOUT_BODY = (status: number): boolean => status < 200 || status === 204 || status === 304;

/**
 * One keep-alive connection with at most one request under way. It reads of an answer what it must: status, length, and where the
 * body ends. That is what makes it cheap enough to load a server from one core (node:http takes about five times as much).
 */
export class Connection {
  /** The one that is under way, or was the last. */
  request: PreparedRequest | undefined;
  private readonly socket: Socket;
  private head: Buffer | undefined;
  private missing = 0;
  private answered: Answered | undefined;
  private error: Error | undefined;

  private constructor(
    port: number,
    private readonly done: (answer: Answered) => void,
    private readonly failed: (error: Error) => void,
  ) {
    this.socket = connect({ port, host: '127.0.0.1', noDelay: true });
    this.socket.on('data', (chunk) => this.read(chunk));
    this.socket.on('error', (error) => this.fail(error));
    this.socket.on('close', () => this.fail(new Error('the server has closed a connection')));
  }

  static open(
    port: number,
    done: (answer: Answered) => void,
    failed: (error: Error) => void,
  ): Promise<Connection> {
    return new Promise((resolve, reject) => {
      const connection = new Connection(port, done, failed);
      connection.socket.once('connect', () => resolve(connection));
      connection.socket.once('error', reject);
    });
  }

  send(request: PreparedRequest, number: number): void {
    this.socket.write(bytesOf(request, number));
  }

  close(): void {
    this.error = new Error('closed');
    this.socket.destroy();
  }

  private read(chunk: Buffer): void {
    if (this.answered !== undefined) return this.readBody(chunk);
    const all = this.head === undefined ? chunk : Buffer.concat([this.head, chunk]);
    const end = all.indexOf(HEAD_END);
    if (end < 0) {
      this.head = all;
      return;
    }
    this.head = undefined;
    const text = all.toString('latin1', 0, end);
    const status = Number(text.slice(9, 12));
    const length = WITHOUT_BODY(status) ? 0 : Number(LENGTH.exec(text)?.[1] ?? Number.NaN);
    if (Number.isNaN(length)) return this.fail(new Error(`an answer (${status}) without Content-Length`));
    this.answered = { status, length };
    this.missing = length;
    this.readBody(all.subarray(end + HEAD_END.length));
  }

  private readBody(chunk: Buffer): void {
    this.missing -= chunk.length;
    if (this.missing > 0) return;
    if (this.missing < 0) return this.fail(new Error('an answer that is longer than its Content-Length'));
    const answer = this.answered as Answered;
    this.answered = undefined;
    this.done(answer);
  }

  private fail(error: Error): void {
    if (this.error !== undefined) return;
    this.error = error;
    this.socket.destroy();
    this.failed(error);
  }
}

function bytesOf({ bytes, uniqueAt }: PreparedRequest, number: number): Buffer {
  if (uniqueAt === undefined) return bytes;
  const copy = Buffer.from(bytes);
  copy.write(String(number).padStart(UNIQUE_DIGITS, '0'), uniqueAt, 'latin1');
  return copy;
}
