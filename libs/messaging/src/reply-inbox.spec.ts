import { jest } from '@jest/globals';
import { headers, type Msg, type NatsConnection } from '@nats-io/transport-node';
import { ReplyInbox } from './reply-inbox.js';

interface Sent {
  readonly subject: string;
  readonly reply: string;
}

/** What the inbox uses of a connection, and what the server would say. */
class Wire {
  readonly sent: Sent[] = [];
  readonly inboxes: string[] = [];
  private callback: (error: Error | null, message: Msg) => void = () => undefined;

  readonly connection = {
    publish: (subject: string, _body: Uint8Array, { reply }: { reply: string }) =>
      void this.sent.push({ subject, reply }),
    subscribe: (subject: string, options: { callback: Wire['callback'] }) => {
      this.inboxes.push(subject);
      this.callback = options.callback;
      return {};
    },
  } as unknown as NatsConnection;

  reply(to: Sent | undefined, text: string, head?: ReturnType<typeof headers>): void {
    const message = { subject: to?.reply, data: Buffer.from(text), headers: head };
    this.callback(null, message as unknown as Msg);
  }

  refuse(): void {
    this.callback(new Error('permissions violation'), {} as Msg);
  }
}

describe(ReplyInbox, () => {
  let wire: Wire;
  let inbox: ReplyInbox;
  const ask = (subject: string, timeoutMs = 1_000): Promise<string> =>
    inbox
      .ask({ subject, body: Buffer.from('{}'), headers: headers(), timeoutMs })
      .then(({ data }) => Buffer.from(data).toString());
  const unavailable = (cause: string): unknown =>
    expect.objectContaining({
      code: 'dependency_unavailable',
      cause: expect.objectContaining({ cause: expect.objectContaining({ message: cause }) }),
    });

  beforeEach(() => {
    jest.useFakeTimers();
    wire = new Wire();
    inbox = new ReplyInbox(wire.connection);
  });
  afterEach(() => void jest.useRealTimers());

  it('should give each its own reply, in whatever order they come, by one subscription', async () => {
    const answers = [ask('a'), ask('b'), ask('c')];
    for (const at of [2, 0, 1]) wire.reply(wire.sent[at], `to ${wire.sent[at]?.subject}`);
    expect(await Promise.all(answers)).toEqual(['to a', 'to b', 'to c']);
    expect(wire.inboxes).toHaveLength(1);
  });

  it('should give up each at its own time, and take no notice of what comes later', async () => {
    const [late, later] = [ask('late', 500), ask('later', 900)].map((one) => one.catch((error) => error));
    jest.advanceTimersByTime(600);
    expect(await late).toEqual(unavailable('timeout'));
    wire.reply(wire.sent[0], 'too late');
    const short = ask('short', 100).catch((error: unknown) => error);
    jest.advanceTimersByTime(150);
    expect(await short).toEqual(unavailable('timeout'));
    wire.reply(wire.sent[1], 'in time');
    expect(await later).toBe('in time');
    expect(jest.getTimerCount()).toBeLessThanOrEqual(1);
  });

  it('should give up at once what nobody listens to, and no reply that is empty', async () => {
    const [nobody, empty] = [ask('nobody'), ask('empty')];
    wire.reply(wire.sent[0], '', headers(503, 'No Responders'));
    wire.reply(wire.sent[1], '');
    await expect(nobody).rejects.toEqual(unavailable('no responders'));
    expect(await empty).toBe('');
  });

  it('should give up what may not be asked, and that alone', async () => {
    const [forbidden, other] = [ask('forbidden'), ask('other')];
    inbox.fail(new Error('permissions violation'), 'forbidden');
    await expect(forbidden).rejects.toEqual(unavailable('permissions violation'));
    wire.reply(wire.sent[1], 'here');
    expect(await other).toBe('here');
  });

  it('should subscribe again after the server has refused its inbox', async () => {
    const refused = ask('a');
    wire.refuse();
    await expect(refused).rejects.toEqual(unavailable('permissions violation'));
    const again = ask('a');
    wire.reply(wire.sent[1], 'here');
    expect(await again).toBe('here');
    expect(wire.inboxes).toHaveLength(2);
  });
});
