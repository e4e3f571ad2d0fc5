import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** Where the wire is cut, seen from the one who asks. */
export type Cut =
  /** The statement never arrives. */
  | 'before-statement'
  /** The statement arrives, and nobody is there any more when it is done. */
  | 'behind-statement'
  /** The statement is done and acknowledged, and the acknowledgement is lost. */
  | 'before-answer';
export const CUTS: readonly Cut[] = ['before-statement', 'behind-statement', 'before-answer'];

export interface Incision {
  /** How it is to be made; that of another, where both came by in one statement. */
  cut: Cut;
  /** The name of the prepared statement, or of what it begins with: `orders.place` is `orders.place-many` too. */
  readonly statement: string;
  /** One of its values, so that it is this one's turn and not a neighbour's. */
  readonly value: string;
}

/** Where the wires of one service are to be cut, each place once: whichever wire the statement takes. */
export class Scissors {
  readonly done: Incision[] = [];
  private readonly planned = new Set<Incision>();

  plan(incision: Incision): void {
    this.planned.add(incision);
  }

  /** What has not come by until now must not be cut later. */
  forget(incision: Incision): void {
    this.planned.delete(incision);
  }

  /** Several may come by in one statement, which is cut once for all of them. */
  take(bytes: Buffer): Cut | undefined {
    const here = [...this.planned].filter(
      ({ statement, value }) => bytes.includes(value) && names(bytes, statement),
    );
    const cut = here[0]?.cut;
    for (const incision of here) {
      this.planned.delete(incision);
      if (cut !== undefined) incision.cut = cut;
    }
    this.done.push(...here);
    return cut;
  }
}

/** A name on the wire ends with a zero; another form of the statement has a dash and a word before that. */
function names(bytes: Buffer, statement: string): boolean {
  return new RegExp(`${statement.replaceAll('.', '\\.')}(-[a-z]+)?\0`).test(bytes.toString('latin1'));
}

/** A wire to a Postgres that is cut at a statement, which it finds by the name that the protocol carries; all else passes. */
export class CuttingProxy {
  private readonly sockets = new Set<Socket>();
  private readonly server = createServer((client) => this.accept(client));

  constructor(
    private readonly target: { readonly host: string; readonly port: number },
    private readonly scissors: Scissors,
  ) {}

  /** @returns its port */
  async open(): Promise<number> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return (this.server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private accept(client: Socket): void {
    const server = connect(this.target);
    let answerIsLost = false;
    const cut = (): void => {
      client.destroy();
      server.destroy();
    };
    client.on('data', (bytes) => {
      const order = this.scissors.take(bytes);
      if (order === 'before-statement') return cut();
      answerIsLost ||= order === 'before-answer';
      // Handed to the kernel before the wire is gone: the server gets all of it, and then the end.
      server.write(bytes, () => order === 'behind-statement' && cut());
    });
    server.on('data', (bytes) => (answerIsLost ? cut() : client.write(bytes)));
    for (const [socket, other] of [
      [client, server],
      [server, client],
    ] as const) {
      this.sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        this.sockets.delete(socket);
        other.destroy();
      });
    }
  }
}
