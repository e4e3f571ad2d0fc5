import { setTimeout as delay } from 'node:timers/promises';
import { BenchFailure } from '../failure.js';

/** Where Node listens after SIGUSR1, whatever process it is: so one process at a time. */
const ADDRESS = 'http://127.0.0.1:9229';
const PATIENCE_MS = 10_000;
const POLL_MS = 100;

interface Reply {
  readonly id?: number;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}

/** A debugger's line to a running Node process. */
export class Inspector {
  private number = 0;
  private readonly waiting = new Map<number, (reply: Reply) => void>();

  private constructor(private readonly socket: WebSocket) {
    socket.addEventListener('message', ({ data }) => {
      const reply = JSON.parse(String(data)) as Reply;
      if (reply.id !== undefined) this.waiting.get(reply.id)?.(reply);
    });
  }

  static async open(pid: number): Promise<Inspector> {
    process.kill(pid, 'SIGUSR1');
    for (const end = performance.now() + PATIENCE_MS; ; await delay(POLL_MS)) {
      const targets = await fetch(`${ADDRESS}/json/list`).then(
        (response) => response.json() as Promise<{ webSocketDebuggerUrl: string }[]>,
        () => [],
      );
      const url = targets[0]?.webSocketDebuggerUrl;
      if (url !== undefined) return new Inspector(await connected(url));
      if (performance.now() > end) throw new BenchFailure(`Process ${pid} opens no inspector on ${ADDRESS}.`);
    }
  }

  async send<T>(method: string, params: object = {}): Promise<T> {
    const id = ++this.number;
    const reply = new Promise<Reply>((resolve) => this.waiting.set(id, resolve));
    this.socket.send(JSON.stringify({ id, method, params }));
    const { result, error } = await reply;
    this.waiting.delete(id);
    if (error !== undefined) throw new BenchFailure(`${method}: ${error.message}`);
    return result as T;
  }

  /** Frees the port for the next process. */
  async close(): Promise<void> {
    const expression = "setImmediate(() => process.getBuiltinModule('node:inspector').close())";
    await this.send('Runtime.evaluate', { expression });
    this.socket.close();
    await delay(POLL_MS);
  }
}

function connected(url: string): Promise<WebSocket> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url);
    socket.addEventListener('open', () => resolve(socket));
    socket.addEventListener('error', () =>
      reject(new BenchFailure(`The inspector at ${url} does not answer.`)),
    );
  });
}
