import { Connection, type Answered } from './connection.js';
import type { PreparedRequest } from './request.js';

export interface Load {
  readonly port: number;
  readonly connections: number;
  readonly requests: readonly PreparedRequest[];
  /** Of the first request; each run gets numbers that no earlier one had. */
  readonly firstNumber: number;
}

export interface LoadResult {
  /** Requests that were answered within the time. */
  readonly answered: number;
  readonly seconds: number;
  /** What the first wrong answer was; undefined when all were right. */
  readonly wrong: string | undefined;
}

/** Why this answer is not the one that was compared before. */
export function whatIsWrong(request: PreparedRequest, answer: Answered): string | undefined {
  const line = request.bytes.toString('latin1', 0, request.bytes.indexOf('\r\n'));
  if (answer.status !== request.status && answer.status !== request.orStatus)
    return `${line}: ${answer.status} instead of ${request.status}`;
  if (request.length === undefined || answer.length === request.length) return undefined;
  return `${line}: ${answer.length} bytes instead of ${request.length}`;
}

/** Connections to one server, each of which is free or waits for an answer. */
export class ConnectionPool {
  private readonly all: Connection[] = [];
  private sent = 0;
  private stopped = false;
  wrong: string | undefined;

  private constructor(
    private readonly load: Load,
    private readonly settled: (connection: Connection, ok: boolean) => void,
  ) {}

  /** @param settled told each time that a connection is free again, or that something was wrong */
  static async open(
    load: Load,
    settled: (connection: Connection, ok: boolean) => void,
  ): Promise<ConnectionPool> {
    const pool = new ConnectionPool(load, settled);
    for (let index = 0; index < load.connections; index++) pool.all.push(await pool.connect());
    return pool;
  }

  get connections(): readonly Connection[] {
    return this.all;
  }

  get count(): number {
    return this.sent;
  }

  send(connection: Connection): void {
    const { requests, firstNumber } = this.load;
    const request = requests[this.sent % requests.length] as PreparedRequest;
    connection.request = request;
    connection.send(request, firstNumber + this.sent);
    this.sent += 1;
  }

  close(): void {
    this.stopped = true;
    for (const connection of this.all) connection.close();
  }

  private async connect(): Promise<Connection> {
    const connection: Connection = await Connection.open(
      this.load.port,
      (answer) => this.answered(connection, answer),
      (error) => this.failed(connection, error.message),
    );
    return connection;
  }

  private answered(connection: Connection, answer: Answered): void {
    const wrong = connection.request === undefined ? undefined : whatIsWrong(connection.request, answer);
    if (wrong === undefined) this.settled(connection, true);
    else this.failed(connection, wrong);
  }

  private failed(connection: Connection, reason: string): void {
    if (this.stopped) return;
    this.wrong ??= reason;
    this.settled(connection, false);
  }
}
