import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { CuttingProxy, Scissors, type Cut } from './cutting-proxy.js';

/** Answers each message with `done`, and remembers what it has got. */
class Echo {
  readonly got: string[] = [];
  private readonly server: Server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.on('data', (bytes) => {
      this.got.push(bytes.toString());
      socket.write('done');
    });
  });

  async open(): Promise<number> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return (this.server.address() as AddressInfo).port;
  }

  close(): void {
    this.server.close();
  }
}

describe(CuttingProxy, () => {
  let echo: Echo;
  let proxy: CuttingProxy;
  let scissors: Scissors;
  let port: number;

  beforeEach(async () => {
    echo = new Echo();
    scissors = new Scissors();
    proxy = new CuttingProxy({ host: '127.0.0.1', port: await echo.open() }, scissors);
    port = await proxy.open();
  });

  afterEach(async () => {
    await proxy.close();
    echo.close();
  });

  /** @returns what came back until an answer was there or the wire was cut */
  const ask = (message: string): Promise<string> =>
    new Promise((resolve) => {
      const socket: Socket = connect(port, '127.0.0.1', () => socket.write(message));
      let text = '';
      socket.on('data', (bytes) => {
        text += bytes.toString();
        socket.destroy();
      });
      socket.on('error', () => undefined);
      socket.on('close', () => resolve(text));
    });

  it.each<[Cut, number]>([
    ['before-statement', 0],
    ['behind-statement', 1],
    ['before-answer', 1],
  ])('should lose the answer when it cuts %s, having passed on %d messages', async (cut, passed) => {
    scissors.plan({ cut, statement: 'orders.place', value: 'key-1' });
    expect(await ask('B\0orders.place\0key-1')).toBe('');
    // The server may read what has arrived a moment later: ask it something else first.
    expect(await ask('Sync')).toBe('done');
    expect(echo.got.filter((message) => message.includes('orders.place'))).toHaveLength(passed);
    expect(scissors.done).toHaveLength(1);
  });

  it('should cut once, and only at the statement it was told of', async () => {
    scissors.plan({ cut: 'before-answer', statement: 'orders.place', value: 'key-1' });
    expect(await ask('B\0orders.placed\0key-1')).toBe('done');
    expect(await ask('B\0orders.place\0key-2')).toBe('done');
    expect(await ask('B\0orders.place\0key-1')).toBe('');
    expect(await ask('B\0orders.place\0key-1')).toBe('done');
  });

  it('should cut at another form of the statement', async () => {
    scissors.plan({ cut: 'before-answer', statement: 'orders.place', value: 'key-1' });
    expect(await ask('B\0orders.place-many\0key-1')).toBe('');
  });

  it('should cut once where two that it was told of come by together', async () => {
    for (const value of ['key-1', 'key-2'])
      scissors.plan({ cut: 'before-answer', statement: 'orders.place', value });
    expect(await ask('B\0orders.place-many\0key-1,key-2')).toBe('');
    expect(scissors.done.map(({ value }) => value)).toEqual(['key-1', 'key-2']);
    expect(await ask('B\0orders.place\0key-2')).toBe('done');
  });

  it('should not cut what it was told to forget', async () => {
    const incision = { cut: 'before-answer', statement: 'orders.place', value: 'key-1' } as const;
    scissors.plan(incision);
    scissors.forget(incision);
    expect(await ask('B\0orders.place\0key-1')).toBe('done');
  });
});
