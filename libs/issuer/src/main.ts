import { answerBrokenRequest, createFrontDoor } from '@tenfold/http';
import { DevelopmentKey } from '@tenfold/identity';
import { createLogger } from '@tenfold/observability';
import { answerTo } from './answer.js';
import { readEnv } from './env.js';

const SHUTDOWN_LIMIT_MS = 10_000;

const env = readEnv();
const logger = createLogger({ service: 'issuer', level: env.LOG_LEVEL });

function fail(error: unknown, what: string): never {
  logger.fatal({ err: error }, what);
  process.exit(1);
}

const key = await DevelopmentKey.fromPemFile(env.ISSUER_KEY_FILE).catch((error: unknown) =>
  fail(error, 'ISSUER_KEY_FILE cannot be used'),
);
const answer = answerTo(JSON.stringify(key.publicKeys));
const server = createFrontDoor({}, undefined, (request, response) => {
  const { status, headers, body } = answer(request.method, request.url);
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) }).end(body);
});

server.on('clientError', answerBrokenRequest);

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => {
    logger.info({ signal }, 'closing');
    // A client that never reads its answer must not keep the process alive.
    setTimeout(() => process.exit(1), SHUTDOWN_LIMIT_MS).unref();
    server.close(() => process.exit(0));
  });
}

server.once('error', (error) => fail(error, `cannot listen on ${env.HOST}:${env.PORT}`));
server.listen(env.PORT, env.HOST, () => {
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : env.PORT;
  logger.info({ port }, 'issuer is ready');
});
