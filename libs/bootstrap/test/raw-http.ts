import { connect } from 'node:net';
import { buffer } from 'node:stream/consumers';

export interface RawRequest {
  readonly method?: string;
  readonly path: string;
  /** As they are written, in this order. */
  readonly headers?: readonly (readonly [string, string])[];
  readonly version?: '1.0' | '1.1';
}

export interface RawAnswer {
  readonly line: string;
  /** In their order and case. */
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string;
}

/** The bytes that a server answers with, on one connection of its own that is kept for all of the requests. */
export async function exchange(port: number, requests: readonly RawRequest[]): Promise<RawAnswer[]> {
  const socket = connect(port, '127.0.0.1');
  const received = buffer(socket);
  // The last one asks the server to end the connection, and with that the reading.
  const texts = requests.map((request, index) => textOf(request, index === requests.length - 1));
  socket.write(texts.join(''), 'latin1');
  let rest = (await received).toString('latin1');
  return requests.map((request) => {
    const answer = parse(rest, request.method ?? 'GET');
    rest = rest.slice(answer.length);
    return answer;
  });
}

function textOf({ method = 'GET', path, headers = [], version = '1.1' }: RawRequest, last: boolean): string {
  const all = [['Host', 'localhost'], ...headers, ...(last ? [['Connection', 'close']] : [])];
  return `${method} ${path} HTTP/${version}\r\n${all.map((pair) => `${pair.join(': ')}\r\n`).join('')}\r\n`;
}

function parse(text: string, method: string): RawAnswer & { length: number } {
  const end = text.indexOf('\r\n\r\n');
  if (end === -1) throw new Error(`no answer in ${JSON.stringify(text.slice(0, 100))}`);
  const [line = '', ...lines] = text.slice(0, end).split('\r\n');
  const headers = lines.map((header): [string, string] => {
    const [name = '', ...value] = header.split(': ');
    return [name, value.join(': ')];
  });
  const bodyless = method === 'HEAD' || line.includes(' 304 ');
  const size = bodyless ? 0 : Number(headers.find(([name]) => name === 'content-length')?.[1] ?? 0);
  const body = text.slice(end + 4, end + 4 + size);
  return { line, headers, body, length: end + 4 + size };
}

export function headerOf(answer: RawAnswer, name: string): string | undefined {
  return answer.headers.find(([header]) => header === name)?.[1];
}
