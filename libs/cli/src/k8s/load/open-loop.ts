import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';

export interface LoadRequest {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface Sample {
  /** From the moment at which it was due, not from when it could be sent: a queue before us is waiting too. */
  readonly latencyMs: number;
  /** 0 when there was no answer. */
  readonly status: number;
}

export interface LoadOptions {
  readonly url: string;
  /** Requests a second. */
  readonly rate: number;
  readonly seconds: number;
  readonly request: (index: number) => LoadRequest;
  readonly onSample: (sample: Sample) => void;
  /** Called for a request that is not sent, because so many are waiting for their answer. */
  readonly onSkip: () => void;
}

const TICK_MS = 5;
const ANSWER_MS = 15_000;
/** More would show how many sockets this machine has, not how fast the platform is. */
export const MOST_IN_FLIGHT = 1_000;

/**
 * Sends at a steady rate, whatever the answers take. A generator with a fixed number of clients (autocannon, as most are) asks
 * less of a server that has become slow, which hides just what autoscaling is to mend.
 */
export async function openLoop(options: LoadOptions): Promise<void> {
  const send = sender(options.url);
  const begun = performance.now();
  const total = Math.round(options.rate * options.seconds);
  const pending = new Set<Promise<void>>();
  let next = 0;
  const sendDue = (): void => {
    const due = Math.min(total, Math.floor(((performance.now() - begun) * options.rate) / 1_000) + 1);
    for (; next < due; next++) {
      if (pending.size >= MOST_IN_FLIGHT) {
        options.onSkip();
        continue;
      }
      const dueAt = begun + (next * 1_000) / options.rate;
      const answer = send(options.request(next)).then((status) => {
        pending.delete(answer);
        options.onSample({ latencyMs: performance.now() - dueAt, status });
      });
      pending.add(answer);
    }
  };
  await new Promise<void>((resolve) => {
    const timer = setInterval(() => {
      sendDue();
      if (next < total) return;
      clearInterval(timer);
      resolve();
    }, TICK_MS);
  });
  await Promise.all(pending);
  send.close();
}

interface Sender {
  (request: LoadRequest): Promise<number>;
  close(): void;
}

function sender(url: string): Sender {
  const secure = url.startsWith('https:');
  const agent = secure ? new HttpsAgent({ keepAlive: true }) : new HttpAgent({ keepAlive: true });
  const begin = secure ? httpsRequest : httpRequest;
  const send = ({ method, path, headers, body }: LoadRequest): Promise<number> =>
    new Promise((resolve) => {
      const options = { method, headers, agent, signal: AbortSignal.timeout(ANSWER_MS) };
      const call = begin(`${url}${path}`, options, (response: IncomingMessage) => {
        response.on('error', () => resolve(0));
        response.on('end', () => resolve(response.statusCode ?? 0));
        response.resume();
      });
      call.on('error', () => resolve(0));
      call.end(body);
    });
  return Object.assign(send, { close: () => agent.destroy() });
}
