import type { Socket } from 'node:net';
import pg from 'pg';
import utils from 'pg/lib/utils.js';
import { silent } from './database-errors.js';
import type { Statement } from './statement.js';
import { parseWalPosition, type WalPosition } from './wal-position.js';

/** A row as Postgres wrote it: the text of each column. */
export type Cells = readonly (string | null)[];

/** Where a server that replays a log is; asked on the very connection that is to answer. */
export const REPLAYED = {
  name: 'tenfold.replayed',
  text: 'SELECT pg_last_wal_replay_lsn()::text AS position',
};

/** What is used of pg 8.23 that its types do not say. */
export interface Wire {
  readonly parsedStatements: Record<string, string>;
  readonly submittedNamedStatements: Record<string, string>;
  readonly stream: Socket;
  parse(statement: Statement): void;
  bind(values: object): void;
  describe(portal: object): void;
  execute(portal: object): void;
  sync(): void;
}

interface DriverQuery {
  name?: string | undefined;
  readonly text: string;
  readonly values?: unknown[] | undefined;
  prepare(wire: Wire): void;
  hasBeenParsed(wire: Wire): boolean;
  handleDataRow(message: { readonly fields: Cells }): void;
  handleCommandComplete(message: object, wire: Wire): void;
  handleReadyForQuery(wire: Wire): void;
  handleError(error: Error, wire?: Wire): void;
}

type Callback = (error: Error | null | undefined, result: pg.QueryResult) => void;

const DriverQuery = pg.Query as unknown as new (
  text: string,
  values: readonly unknown[] | undefined,
  callback: Callback,
) => DriverQuery;

const UNNAMED_PORTAL = { type: 'P', name: '' };
const EXECUTE_ALL = {};

/**
 * One statement on its way. Given as text and values, it spares the driver's copy of a configuration; the callback is there from the
 * beginning, because one that is exchanged later lets every answer outlive the young collections (pg 8.23, Node 24).
 */
export class Ask<Row extends object> extends DriverQuery {
  found: Row[] = [];
  /** Rows that were read or changed. */
  count = 0;
  /** What a replica must have replayed to answer. */
  atLeast: WalPosition | undefined;
  /** Where the server was before it looked at the rows; undefined when it was not asked, or replays nothing. */
  replayed: WalPosition | undefined;
  /** By our own clock; for those who look after a connection that is silent. */
  readonly madeAt = performance.now();
  private readonly cells: Cells[] | undefined;
  /** Whether the server was asked where it is. */
  positioned = false;
  private positionIsNext = false;
  private settled = false;

  /** @param done called once, with an error or when the rows are there */
  constructor(
    statement: Pick<Statement, 'text'> & Partial<Statement>,
    values: readonly unknown[] | undefined,
    private readonly done: (error: Error | undefined) => void,
  ) {
    super(statement.text, values, (error, result) => {
      if (error === null || error === undefined) {
        this.found = result.rows as Row[];
        this.count = result.rowCount ?? 0;
      }
      this.settle(error ?? undefined);
    });
    this.name = statement.name;
    if (statement.cells === true) this.cells = [];
  }

  /**
   * Asks the server in the same message, before it is sent, how far it has replayed. No transaction ends in between, so that also
   * behind a pooler one server answers both, and the rows are looked at after the position was. The connection must know `REPLAYED`.
   */
  askPosition(): void {
    this.positioned = this.positionIsNext = true;
  }

  /** Whoever waits is told so. What the server may still say is passed over. */
  settle(error: Error | undefined): void {
    if (this.settled) return;
    this.settled = true;
    this.done(error);
  }

  override prepare(wire: Wire): void {
    const { name = '', text, values } = this;
    if (!this.hasBeenParsed(wire)) {
      wire.parse({ name, text });
      wire.submittedNamedStatements[name] = text;
    }
    try {
      if (this.positioned) {
        wire.bind({ statement: REPLAYED.name });
        wire.execute(EXECUTE_ALL);
      }
      wire.bind({ statement: name, values, valueMapper: utils.prepareValue });
      // Cells need no description: 2 of about 17 µs that a short statement costs this process.
      if (this.cells === undefined) wire.describe(UNNAMED_PORTAL);
      wire.execute(EXECUTE_ALL);
    } catch (error) {
      this.settle(error as Error);
    }
    wire.sync();
  }

  override handleDataRow(message: { readonly fields: Cells }): void {
    if (this.positionIsNext) {
      const [position] = message.fields;
      if (typeof position === 'string') this.replayed = parseWalPosition(position);
    } else if (this.cells === undefined) super.handleDataRow(message);
    else this.cells.push(message.fields);
  }

  override handleCommandComplete(message: object, wire: Wire): void {
    if (this.positionIsNext) this.positionIsNext = false;
    else if (this.cells === undefined) super.handleCommandComplete(message, wire);
  }

  override handleReadyForQuery(wire: Wire): void {
    if (this.cells === undefined) super.handleReadyForQuery(wire);
    else {
      this.found = this.cells as unknown as Row[];
      this.count = this.cells.length;
      this.settle(undefined);
    }
  }

  override handleError(error: Error): void {
    this.settle(error);
  }
}

/** The connection below the client. */
export function wireOf(client: pg.ClientBase): Wire {
  return (client as unknown as { readonly connection: Wire }).connection;
}

/**
 * Gives a connection back to its pool.
 * @param broken why it is not to be used again. It is cut then: to say goodbye the driver would await what a frozen server owes.
 */
export function giveBack(client: pg.PoolClient, broken: Error | undefined): void {
  if (broken !== undefined) wireOf(client).stream.destroy();
  client.release(broken);
}

/**
 * Sends a statement over a connection that nobody else uses meanwhile, and waits for its answer no longer than that. Whoever is told
 * that the server is silent throws the connection away.
 * @param patienceMs unlimited unless given
 * @param atLeast of a replica whose connection knows `REPLAYED`: its position is asked as well
 */
export function send<Row extends object>(
  client: pg.ClientBase,
  statement: Pick<Statement, 'text'> & Partial<Statement>,
  values?: readonly unknown[],
  patienceMs?: number,
  atLeast?: WalPosition,
): Promise<Ask<Row>> {
  return new Promise((resolve, reject) => {
    let timer: NodeJS.Timeout | undefined;
    const ask = new Ask<Row>(statement, values, (error) => {
      clearTimeout(timer);
      if (error === undefined) resolve(ask);
      else reject(error);
    });
    if (atLeast !== undefined) {
      ask.atLeast = atLeast;
      ask.askPosition();
    }
    if (patienceMs !== undefined) timer = setTimeout(() => ask.settle(silent()), patienceMs);
    client.query(ask as unknown as pg.Submittable);
  });
}
