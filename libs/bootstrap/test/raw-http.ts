import { connect, type Socket } from 'node:net';

export interface RawRequest {
  readonly method?: string;
  readonly path: string;
  /** As they are written, in this order. */
  readonly headers?: readonly (readonly [string, string])[];
  readonly version?: '1.0' | '1.1';
  /** Sent with its length; none unless given. */
  readonly body?: string;
}

export interface RawAnswer {
  readonly line: string;
  /** In their order and case. */
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string;
}

/** The bytes that a server answers with, all on one connection. Nothing is added to what the requests say. */
export async function exchange(port: number, requests: readonly RawRequest[]): Promise<RawAnswer[]> {
  const connection = new RawConnection(port);
  connection.send(...requests);
  const answers = [];
  for (const { method = 'GET' } of requests) answers.push(await connection.answerTo(method));
  connection.end();
  return answers;
}

export class RawConnection {
  private readonly socket: Socket;
  private readonly chunks: AsyncIterator<Buffer>;
  private received = '';

  constructor(port: number) {
    this.socket = connect(port, '127.0.0.1');
    this.chunks = this.socket[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  }

  send(...requests: readonly RawRequest[]): void {
    this.socket.write(requests.map(textOf).join(''), 'latin1');
  }

  async answerTo(method: string): Promise<RawAnswer> {
    for (;;) {
      const found = parse(this.received, method);
      if (found !== undefined) {
        this.received = this.received.slice(found.length);
        return found.answer;
      }
      const { done, value } = await this.chunks.next();
      if (done === true) throw new Error(`the connection has ended after ${JSON.stringify(this.received)}`);
      this.received += value.toString('latin1');
    }
  }

  end(): void {
    this.socket.destroy();
  }
}

function textOf({ method = 'GET', path, headers = [], version = '1.1', body }: RawRequest): string {
  const all = [['Host', 'localhost'], ...headers];
  const bytes = body === undefined ? '' : Buffer.from(body).toString('latin1');
  if (body !== undefined) all.push(['Content-Length', String(bytes.length)]);
  return `${method} ${path} HTTP/${version}\r\n${all.map((pair) => `${pair.join(': ')}\r\n`).join('')}\r\n${bytes}`;
}

function parse(text: string, method: string): { answer: RawAnswer; length: number } | undefined {
  const end = text.indexOf('\r\n\r\n');
  if (end === -1) return undefined;
  const [line = '', ...lines] = text.slice(0, end).split('\r\n');
  const headers = lines.map((header): [string, string] => {
    const [name = '', ...value] = header.split(': ');
    return [name, value.join(': ')];
  });
  const bodyless = method === 'HEAD' || line.includes(' 304 ');
  const size = bodyless ? 0 : Number(headers.find(([name]) => name === 'content-length')?.[1] ?? 0);
  const length = end + 4 + size;
  if (text.length < length) return undefined;
  return { answer: { line, headers, body: text.slice(end + 4, length) }, length };
}

export function headerOf(answer: RawAnswer, name: string): string | undefined {
  return answer.headers.find(([header]) => header === name)?.[1];
}
