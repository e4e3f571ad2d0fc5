/** A request as its bytes go to the socket, and what its answer must look like. */
export interface PreparedRequest {
  readonly bytes: Buffer;
  readonly status: number;
  /** Another status that is right too. */
  readonly orStatus?: number | undefined;
  /** Bytes of the body; undefined where it differs from answer to answer. */
  readonly length?: number | undefined;
  /** Where in `bytes` twelve digits stand that are others in each request, such as those of an idempotency key. */
  readonly uniqueAt?: number | undefined;
}

export interface RequestParts {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH';
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly status?: number;
  readonly orStatus?: number;
  readonly length?: number | undefined;
}

/** Twelve digits that the generator replaces. */
export const UNIQUE = '#unique-digs';
export const UNIQUE_DIGITS = UNIQUE.length;

export function prepareRequest(parts: RequestParts): PreparedRequest {
  const { method = 'GET', path, headers = {}, body, status = 200, orStatus, length } = parts;
  const content = body === undefined ? {} : { 'content-type': 'application/json' };
  const lines = Object.entries({ host: 'bench', ...headers, ...content }).map(
    ([name, value]) => `${name}: ${value}\r\n`,
  );
  if (body !== undefined) lines.push(`content-length: ${Buffer.byteLength(body)}\r\n`);
  const bytes = Buffer.from(`${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n${body ?? ''}`);
  const at = bytes.indexOf(UNIQUE);
  return { bytes, status, orStatus, length, uniqueAt: at < 0 ? undefined : at };
}
