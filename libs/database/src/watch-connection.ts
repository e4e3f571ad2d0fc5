import { Socket } from 'node:net';
import pg from 'pg';
import { isComplaint } from './database-errors.js';
import { patiently } from './patience.js';
import { watchAddress } from './pooler.js';
import type { ServerOptions } from './server-options.js';

/** Longer than this without a word, and a server is taken for dead: with the time after which it is asked (`Waiting`), a second. */
const SILENCE_MS = 900;
/** A host that is gone says nothing. The kernel asks it after so long without a word, then each second, and gives up after ten. */
export const KEEP_ALIVE_MS = 10_000;
const GOODBYE_MS = 500;

type Question = Readonly<Pick<pg.QueryConfig, 'name' | 'text'>>;

interface Line {
  readonly client: pg.Client;
  readonly socket: Socket;
  readonly connected: Promise<unknown>;
}

/** A connection of its own, because when the pool is busy, that is when it matters; made when it is needed, and again when it is lost. */
export class WatchConnection {
  private line: Line | undefined;
  private closed = false;

  /** @param onLost called when a connection that was made ends by itself */
  constructor(
    private readonly options: ServerOptions,
    private readonly onLost: () => void,
  ) {}

  /** @throws what the server says, or that it is not to be reached. A connection that turns out to be lost is made again once. */
  async query<Row extends object>(question: Question): Promise<Row[]> {
    const known = this.line;
    try {
      return await this.ask<Row>(question);
    } catch (error) {
      const lost = known !== undefined && this.line !== known && !(error instanceof Silent);
      if (!lost || this.closed) throw error;
      return this.ask<Row>(question);
    }
  }

  async close(): Promise<void> {
    this.closed = true;
    const { line } = this;
    this.line = undefined;
    if (line === undefined) return;
    const farewell = line.connected.then(() => line.client.end());
    await patiently(farewell, GOODBYE_MS, () => new Silent('no goodbye')).catch(() => undefined);
    line.socket.destroy();
  }

  private async ask<Row extends object>(question: Question): Promise<Row[]> {
    const line = (this.line ??= this.open());
    const answer = line.connected.then(() => line.client.query<Row>({ ...question }));
    try {
      return (await patiently(answer, SILENCE_MS, () => new Silent(`no answer in ${SILENCE_MS} ms`))).rows;
    } catch (error) {
      // A statement that is refused (nobody has migrated yet, say) is no reason to connect again.
      if (!isComplaint(error)) this.discard(line);
      throw error;
    }
  }

  private open(): Line {
    const { endpoint, user, password, applicationName, onIdleError } = this.options;
    const socket = new Socket();
    const client = new pg.Client({
      ...watchAddress(endpoint),
      user,
      password,
      application_name: `${applicationName} watch`,
      keepAlive: true,
      keepAliveInitialDelayMillis: KEEP_ALIVE_MS,
      stream: () => socket,
    });
    const line = { client, socket, connected: client.connect() };
    line.connected.catch(() => undefined);
    client.on('error', (error) => {
      onIdleError(error);
      if (this.line !== line) return;
      this.discard(line);
      this.onLost();
    });
    return line;
  }

  private discard(line: Line): void {
    if (this.line === line) this.line = undefined;
    line.socket.destroy();
  }
}

class Silent extends Error {}
