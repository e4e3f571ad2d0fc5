import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

export interface SeenRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

/** A real HTTP server in place of a service; it keeps what it was asked. */
export class Upstream {
  readonly seen: SeenRequest[] = [];
  handler: RequestListener = (_request, response) => void response.end('{}');
  private readonly server: Server = createServer((request, response) => {
    void buffer(request).then(
      (body) => {
        this.seen.push({
          method: request.method ?? '',
          url: request.url ?? '',
          headers: request.headers,
          body,
        });
        this.handler(request, response);
      },
      // The gateway gave up on this request, which some tests want.
      () => response.destroy(),
    );
  });

  async start(): Promise<string> {
    if (!this.server.listening) {
      await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    }
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  get last(): SeenRequest {
    const request = this.seen.at(-1);
    if (request === undefined) throw new Error('the upstream was not asked');
    return request;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
