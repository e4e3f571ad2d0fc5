// The side that answers, three times: our transport under Nest's message patterns, Nest's own transport, and the client alone.
import 'reflect-metadata';
import { Controller, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { MessagePattern, Payload, Transport, type MicroserviceOptions } from '@nestjs/microservices';
import { connect } from '@nats-io/transport-node';
import { HandlesRequest, Messaging, NatsTransport } from '@tenfold/messaging';
import { createLogger } from '@tenfold/observability';
import { config } from './config.js';
import { listenForControl } from './control.js';
import { getQuestion, RAW_SUBJECT, REPLY, STOCK_SUBJECT } from './nats-question.js';

@Controller()
class OurController {
  @HandlesRequest(getQuestion)
  get(_question: object): Promise<typeof REPLY> {
    return Promise.resolve(REPLY);
  }
}

@Module({ controllers: [OurController] })
class OurModule {}

@Controller()
class StockController {
  @MessagePattern(STOCK_SUBJECT)
  get(@Payload() _question: object): typeof REPLY {
    return REPLY;
  }
}

@Module({ controllers: [StockController] })
class StockModule {}

async function answerOurs(): Promise<void> {
  const logger = createLogger({ service: 'bench', level: 'warn' });
  const messaging = new Messaging({ url: config.natsUrl, name: 'bench', logger });
  const strategy = new NatsTransport(messaging, logger);
  const app = await NestFactory.createMicroservice<MicroserviceOptions>(OurModule, {
    strategy,
    logger: false,
  });
  await app.listen();
  await messaging.connect();
}

async function answerStock(): Promise<void> {
  const app = await NestFactory.createMicroservice<MicroserviceOptions>(StockModule, {
    transport: Transport.NATS,
    options: { servers: [config.natsUrl], queue: 'bench' },
    logger: false,
  });
  await app.listen();
}

async function answerRaw(): Promise<void> {
  const connection = await connect({ servers: config.natsUrl });
  connection.subscribe(RAW_SUBJECT, {
    queue: 'bench',
    callback: (error, message) => {
      if (error !== null) return;
      JSON.parse(message.string());
      message.respond(JSON.stringify(REPLY));
    },
  });
}

const WAYS: Readonly<Record<string, () => Promise<void>>> = {
  ours: answerOurs,
  stock: answerStock,
  raw: answerRaw,
};

await WAYS[config.variant]?.();
listenForControl(() => Promise.resolve('ready'));
