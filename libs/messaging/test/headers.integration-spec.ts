import { connect, headers, type Msg, type MsgHdrs, type NatsConnection } from '@nats-io/transport-node';
import { testStores, unique } from '@tenfold/testing';
import fc from 'fast-check';
import { IncomingHeaders, OutgoingHeaders } from '../src/message-headers.js';

// Real: the NATS server of the test run, and the client's own headers as those of other releases and languages.
describe('headers of a message', () => {
  const subject = `test-headers.${unique('x')}`;
  let connection: NatsConnection;
  let received: Promise<Msg>;

  beforeAll(async () => {
    connection = await connect({ servers: testStores().natsUrl });
  });
  afterAll(() => connection.close());

  async function send(head: MsgHdrs | undefined): Promise<Msg> {
    received = new Promise((resolve) =>
      connection.subscribe(subject, { max: 1, callback: (_, message) => resolve(message) }),
    );
    connection.publish(subject, 'body', head === undefined ? undefined : { headers: head });
    return received;
  }

  const value = fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 80 })
    .map((text) => text.replaceAll(/[\p{C}\p{Z}]/gu, '-').toWellFormed());
  const named = fc.dictionary(fc.stringMatching(/^[A-Za-z][A-Za-z-]{0,20}$/), value, { maxKeys: 6 });

  it('should be read by the client as they were written here', async () => {
    await fc.assert(
      fc.asyncProperty(named, async (entries) => {
        const head = new OutgoingHeaders();
        for (const [name, text] of Object.entries(entries)) head.set(name, text);
        const message = await send(head.forClient);
        const read = Object.keys(entries).map((name) => [name, message.headers?.get(name)]);
        expect(Object.fromEntries(read)).toEqual({ ...entries });
        expect(message.string()).toBe('body');
      }),
      { numRuns: 60 },
    );
  });

  it('should be read here as the client has written them', async () => {
    await fc.assert(
      fc.asyncProperty(named, async (entries) => {
        const head = headers();
        for (const [name, text] of Object.entries(entries)) head.set(name, text);
        const incoming = new IncomingHeaders(await send(head));
        const read = Object.keys(entries).map((name) => [name, incoming.get(name)]);
        expect(Object.fromEntries(read)).toEqual({ ...entries });
        expect(incoming.get('X-Not-There')).toBeUndefined();
      }),
      { numRuns: 60 },
    );
  });

  it('should be none where the message has none, and never those of its body', async () => {
    expect(new IncomingHeaders(await send(undefined)).get('X-Deadline')).toBeUndefined();
    const head = headers();
    head.set('X-Other', 'x');
    const message = await send(head);
    expect(new IncomingHeaders(message).get('body')).toBeUndefined();
  });

  it.each(['a\r\nX-Error: internal', 'a\nb', 'a\rb'])('should not let a value begin another: %j', (text) => {
    expect(() => new OutgoingHeaders().set('X-Request-Id', text)).toThrow(RangeError);
  });
});
