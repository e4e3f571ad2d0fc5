import { setTimeout as delay } from 'node:timers/promises';
import type { Contender, Work } from './contender.js';
import { BenchFailure } from './failure.js';
import type { Generator } from './load/generator.js';
import { prepareRequest, type PreparedRequest, type RequestParts } from './load/request.js';
import type { BenchService } from './stack.js';

export interface HttpContenderOptions {
  readonly name: string;
  readonly awake?: readonly BenchService[];
  readonly server: string;
  readonly anywhere?: boolean;
  readonly counted?: readonly string[];
  readonly url: string;
  readonly connections: number;
  readonly requests: readonly RequestParts[];
  readonly generator: Generator;
  /** Done after each warm-up: what a block begins with. */
  readonly prepareBlock?: () => Promise<void>;
  /** Said before each block, instead of comparing some bodies. */
  readonly check?: () => Promise<void>;
}

/** So many milliseconds a service that was held still may take until it answers again. */
const AWAKE_MS = 10_000;
const POLL_MS = 20;

/** A server that is asked over HTTP, as fast as it answers. */
export class HttpContender implements Contender {
  readonly name: string;
  readonly awake: readonly BenchService[];
  readonly server: string;
  readonly anywhere: boolean;
  readonly counted: readonly string[];
  protected readonly port: number;
  protected readonly prepared: readonly PreparedRequest[];

  constructor(protected readonly options: HttpContenderOptions) {
    this.name = options.name;
    this.awake = options.awake ?? [];
    this.server = options.server;
    this.anywhere = options.anywhere ?? false;
    this.counted = options.counted ?? [options.server];
    this.port = Number(new URL(options.url).port);
    this.prepared = options.requests.map(prepareRequest);
  }

  async warm(milliseconds: number): Promise<void> {
    await this.work(milliseconds);
    await this.options.prepareBlock?.();
  }

  async verify(): Promise<void> {
    await this.untilAwake();
    await this.options.check?.();
  }

  async work(milliseconds: number): Promise<Work> {
    const { generator, connections } = this.options;
    const load = { port: this.port, connections, requests: this.prepared };
    const { answered, seconds, wrong, share } = await generator.closed(load, { after: milliseconds });
    this.mustBeRight(wrong);
    return { done: answered, seconds, generatorShare: share };
  }

  protected mustBeRight(wrong: string | undefined): void {
    if (wrong !== undefined) throw new BenchFailure(`${this.name} gave a wrong answer under load: ${wrong}`);
  }

  /** A service that was held still has to renew what it holds before it answers. */
  private async untilAwake(): Promise<void> {
    const { url, requests } = this.options;
    const request = requests.find(({ method = 'GET' }) => method === 'GET');
    if (request === undefined) return;
    for (const end = performance.now() + AWAKE_MS; ; await delay(POLL_MS)) {
      const response = await fetch(`${url}${request.path}`, { headers: request.headers ?? {} }).catch(
        () => undefined,
      );
      await response?.arrayBuffer();
      if (response?.status === (request.status ?? 200)) return;
      if (performance.now() > end) {
        throw new BenchFailure(`${this.name} answers ${request.path} with ${response?.status ?? 'nothing'}.`);
      }
    }
  }
}
