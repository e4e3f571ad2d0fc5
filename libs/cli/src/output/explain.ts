import { Failure } from './failure.js';

const FILES: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or directory',
  EISDIR: 'it is a directory, not a file',
  ENOTDIR: 'a part of the path is a file, not a directory',
  EACCES: 'it may not be read or written',
  EPERM: 'it may not be read or written',
  ENOSPC: 'the disk is full',
};

const CONNECTIONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there; is everything up?',
  ECONNRESET: 'the connection was closed before the answer was complete',
  UND_ERR_SOCKET: 'the connection was closed before the answer was complete',
  ENOTFOUND: 'its host name is not known',
  EAI_AGAIN: 'its host name cannot be looked up now',
  ETIMEDOUT: 'it does not answer',
  UND_ERR_CONNECT_TIMEOUT: 'it does not answer',
};

/** Node's own codes, in the order in which an error wraps another one. */
interface Coded {
  readonly code?: string;
  readonly name: string;
  readonly path?: string;
  readonly address?: string;
  readonly hostname?: string;
  readonly port?: number;
  readonly message: string;
  readonly cause?: unknown;
  readonly errors?: readonly unknown[];
}

/**
 * A sentence for an error of a file or of a connection.
 * @returns undefined for every other error: it may be a fault of the program, and is worth its stack
 */
export function sentenceOf(error: unknown): string | undefined {
  if (error instanceof Failure) return error.message;
  if (typeof error !== 'object' || error === null) return undefined;
  const { code = '', name, path, address, hostname, port, message, cause, errors } = error as Partial<Coded>;
  const ofFile = FILES[code];
  // A read says nothing of its path: the file is open by then.
  if (ofFile !== undefined) return `${path ?? 'The file'}: ${ofFile}.`;
  const ofConnection = CONNECTIONS[code];
  if (ofConnection !== undefined) {
    const host = hostname ?? address;
    const where = host === undefined ? 'the server' : port === undefined ? host : `${host}:${port}`;
    return `${where} cannot be reached: ${ofConnection}`;
  }
  // fetch refuses the ports of other protocols (Fetch Standard, "port blocking") before it connects.
  if (message === 'bad port') return 'The port is one that fetch and browsers refuse; choose another one.';
  if (name === 'TimeoutError') return 'The server has not answered in time.';
  return sentenceOf(cause ?? errors?.[0]);
}
