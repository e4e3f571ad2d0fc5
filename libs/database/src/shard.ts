import pg from 'pg';
import { isSilent, translateDatabaseError } from './database-errors.js';
import type { ShardEndpoint } from './shard-map.js';
import { typeParsers } from './types.js';

/** A statement with a name is parsed and planned once per connection, not once per call. */
export interface Statement {
  readonly name: string;
  readonly text: string;
}

/** @param name unique per service and at most 63 bytes, which is where Postgres cuts */
export function statement(name: string, text: string): Statement {
  if (Buffer.byteLength(name) > 63) throw new RangeError(`statement name ${name} is longer than 63 bytes`);
  return { name, text };
}

export interface Queryable {
  query<Row extends object>(statement: Statement, values: readonly unknown[]): Promise<Row[]>;
}

export interface ShardOptions {
  readonly user: string;
  readonly password: string;
  /** Connections to this shard from this process. */
  readonly poolSize: number;
  readonly statementTimeoutMs: number;
  readonly applicationName: string;
  /** Called for errors of idle connections, which would otherwise end the process. */
  readonly onIdleError?: (error: Error, shard: string) => void;
  /** Called before each statement is sent. Test runs collect statements by it; without it nothing is called or checked. */
  readonly onStatement?: ((statement: Statement) => void) | undefined;
}

/** How long a request waits for a free connection before it is told to come again. */
const CONNECT_TIMEOUT_MS = 2_000;
/** How long after the statement timeout a silent server is given up, and the connection with it. */
const SILENCE_MS = 1_000;

/** One Postgres primary and the pool that reaches it. */
export class Shard implements Queryable {
  private readonly pool: pg.Pool;
  private readonly run: typeof run;

  constructor(
    readonly name: string,
    endpoint: ShardEndpoint,
    options: ShardOptions,
  ) {
    this.pool = new pg.Pool({
      ...endpoint,
      user: options.user,
      password: options.password,
      max: options.poolSize,
      application_name: options.applicationName,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      statement_timeout: options.statementTimeoutMs,
      // The server's own timeout is of no use when the server has stopped answering.
      query_timeout: options.statementTimeoutMs + SILENCE_MS,
      idle_in_transaction_session_timeout: options.statementTimeoutMs,
      idleTimeoutMillis: 60_000,
      keepAlive: true,
      types: typeParsers,
    });
    this.pool.on('error', (error) => options.onIdleError?.(error, name));
    this.run = options.onStatement === undefined ? run : announced(options.onStatement);
  }

  async query<Row extends object>(statement: Statement, values: readonly unknown[]): Promise<Row[]> {
    try {
      return await this.run<Row>(this.pool, statement, values);
    } catch (error) {
      throw translateDatabaseError(error, this.name);
    }
  }

  /** All or nothing; the connection goes back to the pool in every case, and is thrown away when it is in doubt. */
  async transaction<T>(work: (tx: Queryable) => Promise<T>): Promise<T> {
    const client = await this.connect();
    let broken: Error | undefined;
    // The server may end a connection between two statements; an error event that nobody hears ends the process.
    const onError = (error: Error): void => void (broken = error);
    client.on('error', onError);
    try {
      await client.query('BEGIN');
      const result = await work({ query: (text, values) => this.run(client, text, values) });
      await client.query('COMMIT');
      return result;
    } catch (error) {
      // A connection that no longer answers is thrown away; the server rolls back by itself.
      if (isSilent(error)) onError(error);
      else await client.query('ROLLBACK').catch(onError);
      throw translateDatabaseError(error, this.name);
    } finally {
      client.off('error', onError);
      client.release(broken);
    }
  }

  private async connect(): Promise<pg.PoolClient> {
    try {
      return await this.pool.connect();
    } catch (error) {
      throw translateDatabaseError(error, this.name);
    }
  }

  async close(): Promise<void> {
    await this.pool.end();
  }
}

async function run<Row extends object>(
  on: pg.Pool | pg.PoolClient,
  { name, text }: Statement,
  values: readonly unknown[],
): Promise<Row[]> {
  const { rows } = await on.query<Row>({ name, text, values: [...values] });
  return rows;
}

function announced(onStatement: (statement: Statement) => void): typeof run {
  return (on, statement, values) => {
    onStatement(statement);
    return run(on, statement, values);
  };
}
