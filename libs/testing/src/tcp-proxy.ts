import { connect, createServer, type Socket } from 'node:net';

/** A wire to a server that can be cut, frozen and mended. */
export class TcpProxy {
  private readonly sockets = new Set<Socket>();
  private state: 'passing' | 'frozen' | 'cut' = 'passing';
  private readonly server = createServer((client) => this.accept(client));
  accepted = 0;

  constructor(private readonly target: { readonly host: string; readonly port: number }) {}

  async open(): Promise<{ host: string; port: number; database: string }> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    const { port } = this.server.address() as { port: number };
    return { host: '127.0.0.1', port, database: 'tenfold' };
  }

  /** As when the server is killed: connections end, new ones too. */
  cut(): void {
    this.state = 'cut';
    for (const socket of this.sockets) socket.destroy();
  }

  /** As when the server is stopped: connections stay, and nothing is said on them. */
  freeze(): void {
    this.state = 'frozen';
    for (const socket of this.sockets) socket.pause();
  }

  mend(): void {
    this.state = 'passing';
    for (const socket of this.sockets) socket.resume();
  }

  async close(): Promise<void> {
    this.cut();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private accept(client: Socket): void {
    this.accepted += 1;
    client.on('error', () => undefined);
    if (this.state === 'cut') return void client.destroy();
    const server = connect(this.target);
    server.on('error', () => undefined);
    for (const [socket, other] of [
      [client, server],
      [server, client],
    ] as const) {
      this.sockets.add(socket);
      socket.on('close', () => {
        this.sockets.delete(socket);
        other.destroy();
      });
      socket.on('data', (bytes) => other.write(bytes));
      if (this.state === 'frozen') socket.pause();
    }
  }
}
