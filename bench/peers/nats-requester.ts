// The side that asks: our Messaging, Nest's ClientProxy, and the client's own request with one inbox for all.
import 'reflect-metadata';
import { ClientProxyFactory, Transport } from '@nestjs/microservices';
import { connect } from '@nats-io/transport-node';
import { Messaging } from '@tenfold/messaging';
import { createLogger } from '@tenfold/observability';
import { firstValueFrom } from 'rxjs';
import { config } from './config.js';
import { listenForControl } from './control.js';
import { askedQuestion, getQuestion, RAW_SUBJECT, STOCK_SUBJECT } from './nats-question.js';

const TIMEOUT_MS = 5_000;

async function askOurs(): Promise<() => Promise<unknown>> {
  const logger = createLogger({ service: 'bench', level: 'warn' });
  const messaging = new Messaging({ url: config.natsUrl, name: 'bench-requester', logger });
  await messaging.connect();
  return () => messaging.request(getQuestion, askedQuestion, { timeoutMs: TIMEOUT_MS });
}

async function askStock(): Promise<() => Promise<unknown>> {
  const client = ClientProxyFactory.create({
    transport: Transport.NATS,
    options: { servers: [config.natsUrl] },
  });
  await client.connect();
  return () => firstValueFrom(client.send<unknown>(STOCK_SUBJECT, askedQuestion));
}

async function askRaw(): Promise<() => Promise<unknown>> {
  const connection = await connect({ servers: config.natsUrl });
  return async () => {
    const message = await connection.request(RAW_SUBJECT, JSON.stringify(askedQuestion), {
      timeout: TIMEOUT_MS,
    });
    return JSON.parse(message.string()) as unknown;
  };
}

const open = { ours: askOurs, stock: askStock, raw: askRaw }[config.variant as 'ours' | 'stock' | 'raw'];
listenForControl(await open());
