import { Failure } from './failure.js';

const FILES: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or directory',
  EISDIR: 'it is a directory, not a file',
  ENOTDIR: 'a part of the path is a file, not a directory',
  EACCES: 'it may not be read or written',
  EPERM: 'it may not be read or written',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the quota of the disk is used up',
  EIO: 'the disk has failed',
  ELOOP: 'its symbolic links lead round in a circle',
  ENAMETOOLONG: 'the name is too long',
  EMFILE: 'this program has too many files open',
  ENFILE: 'the system has too many files open',
};

const CLOSED = 'the connection was closed before the answer was complete';
const SILENT = 'it does not answer';
const LATE = 'it has not answered in time';
const NO_TLS = 'it does not speak TLS as it should; is it http and not https?';
const NO_HTTP = 'what it answers is not HTTP';
const UNSIGNED =
  'its certificate is signed by nobody whom this machine trusts; NODE_EXTRA_CA_CERTS names more of them';

const CONNECTIONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there; is everything up?',
  ECONNRESET: CLOSED,
  ECONNABORTED: CLOSED,
  UND_ERR_SOCKET: CLOSED,
  EPIPE: 'the connection was closed before everything was sent',
  ENOTFOUND: 'its host name is not known',
  EAI_AGAIN: 'its host name cannot be looked up now',
  EHOSTUNREACH: 'there is no way to this host',
  EHOSTDOWN: 'there is no way to this host',
  ENETUNREACH: 'there is no way to its network',
  ENETDOWN: 'there is no way to its network',
  EADDRNOTAVAIL: 'there is no way to its network',
  ETIMEDOUT: SILENT,
  UND_ERR_CONNECT_TIMEOUT: SILENT,
  UND_ERR_HEADERS_TIMEOUT: LATE,
  UND_ERR_BODY_TIMEOUT: LATE,
  EPROTO: NO_TLS,
  CERT_HAS_EXPIRED: 'its certificate has expired',
  CERT_NOT_YET_VALID: 'its certificate is not valid yet; is the clock right?',
  CERT_REVOKED: 'its certificate has been revoked',
  CERT_UNTRUSTED: UNSIGNED,
  DEPTH_ZERO_SELF_SIGNED_CERT: UNSIGNED,
  SELF_SIGNED_CERT_IN_CHAIN: UNSIGNED,
  UNABLE_TO_GET_ISSUER_CERT: UNSIGNED,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: UNSIGNED,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: UNSIGNED,
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another host name',
};

/** Errors wrap one another; one that wraps itself must not be followed for ever. */
const DEEPEST = 10;
/** A name that is too long is not worth showing as a whole. */
const SHOWN_CHARACTERS = 100;

/** What Node.js and its fetch say of an error. */
interface Coded {
  readonly code?: string;
  readonly name: string;
  readonly path?: string;
  readonly address?: string;
  readonly hostname?: string;
  readonly host?: string;
  readonly port?: number;
  readonly input?: string;
  readonly message: string;
  readonly cause?: unknown;
  readonly errors?: readonly unknown[];
}

/**
 * A sentence for an error of a file, of an address or of a connection.
 * @returns undefined for every other error: it may be a fault of the program, and is worth its stack
 */
export function sentenceOf(error: unknown, depth = 0): string | undefined {
  if (error instanceof Failure) return error.message;
  if (typeof error !== 'object' || error === null || depth > DEEPEST) return undefined;
  const coded = error as Partial<Coded>;
  return (
    ofFile(coded) ?? ofConnection(coded, depth) ?? ofAddress(coded) ?? sentenceOf(within(coded), depth + 1)
  );
}

function ofFile({ code = '', path }: Partial<Coded>): string | undefined {
  const words = FILES[code];
  if (words === undefined) return undefined;
  // A read says nothing of its path: the file is open by then.
  return path === undefined ? `A file cannot be read or written: ${words}.` : `${shortened(path)}: ${words}.`;
}

function ofConnection(error: Partial<Coded>, depth: number): string | undefined {
  const { code = '', name, address, hostname, host = hostname ?? address, port, errors = [] } = error;
  // The parser of fetch gives some of its errors no code.
  const words = name === 'HTTPParserError' ? NO_HTTP : (CONNECTIONS[code] ?? ofPrefix(code));
  if (words === undefined) return undefined;
  // Where a name has several addresses, each of them has an error of its own, and all together have none.
  const inner = host === undefined && errors.length > 0 ? sentenceOf(errors[0], depth + 1) : undefined;
  if (inner !== undefined) return inner;
  const where = host === undefined ? 'the server' : port === undefined ? host : `${host}:${port}`;
  return `${where} cannot be reached: ${words}`;
}

function ofPrefix(code: string): string | undefined {
  if (code.startsWith('ERR_SSL_')) return NO_TLS;
  return code.startsWith('HPE_') ? NO_HTTP : undefined;
}

function ofAddress({ code, name, message, input }: Partial<Coded>): string | undefined {
  if (code === 'ERR_INVALID_URL')
    return `${input === undefined ? 'That' : `"${shortened(input)}"`} is no address; one is http://127.0.0.1:8080, for instance.`;
  if (message === 'unknown scheme') return 'The address must begin with http:// or https://.';
  // fetch refuses the ports of other protocols (Fetch Standard, "port blocking") before it connects.
  if (message === 'bad port') return 'The port is one that fetch and browsers refuse; choose another one.';
  return name === 'TimeoutError' ? 'The server has not answered in time.' : undefined;
}

function within({ cause, errors }: Partial<Coded>): unknown {
  return cause ?? errors?.[0];
}

function shortened(text: string): string {
  return text.length <= SHOWN_CHARACTERS ? text : `${text.slice(0, SHOWN_CHARACTERS)}…`;
}
