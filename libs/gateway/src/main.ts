import { join } from 'node:path';
import { corsOf } from '@tenfold/http';
import { createLogger } from '@tenfold/observability';
import { buildGateway } from './build-gateway.js';
import { readEnv } from './env.js';

const SHUTDOWN_LIMIT_MS = 10_000;

const env = readEnv();
const logger = createLogger({ service: 'gateway', level: env.LOG_LEVEL });
const app = await buildGateway({
  urls: { quiz: env.QUIZ_URL, orders: env.ORDERS_URL, orderItems: env.ORDER_ITEMS_URL },
  timeoutMs: env.UPSTREAM_TIMEOUT,
  servicesDir: join(import.meta.dirname, '../../../services'),
  jwksFile: env.JWKS_FILE,
  status: {
    targets: [
      { service: 'quiz', url: env.QUIZ_HEALTH_URL },
      { service: 'orders', url: env.ORDERS_HEALTH_URL },
      { service: 'order-items', url: env.ORDER_ITEMS_HEALTH_URL },
    ],
    intervalMs: env.STATUS_INTERVAL,
  },
  cors: corsOf(env.CORS_ORIGINS),
  logger,
});

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => {
    logger.info({ signal }, 'closing');
    // A client that never reads its answer must not keep the process alive.
    setTimeout(() => process.exit(1), SHUTDOWN_LIMIT_MS).unref();
    void app.close().then(() => process.exit(0));
  });
}

try {
  await app.listen({ host: env.HOST, port: env.PORT });
} catch (error) {
  logger.fatal({ err: error }, `cannot listen on ${env.HOST}:${env.PORT}`);
  process.exit(1);
}
