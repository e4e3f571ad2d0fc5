import { corsEnvShape } from '@tenfold/http';
import { choice, duration, parseEnv, port, text, url, type Env } from '@tenfold/config';

const http = { protocols: ['http', 'https'] };

/** The gateway's variables. */
export const envShape = {
  ...corsEnvShape,
  HOST: text('Address to listen on', { default: '127.0.0.1' }),
  PORT: port('Port to listen on', { default: 8080 }),
  LOG_LEVEL: choice(
    'Least level of the log',
    ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'],
    {
      default: 'info',
    },
  ),
  QUIZ_URL: url('Where the quiz service answers', { ...http, default: 'http://127.0.0.1:8081' }),
  ORDERS_URL: url('Where the orders service answers', { ...http, default: 'http://127.0.0.1:8082' }),
  ORDER_ITEMS_URL: url('Where the order-items service answers', {
    ...http,
    default: 'http://127.0.0.1:8083',
  }),
  QUIZ_HEALTH_URL: url("Where the quiz service's port for operators answers", {
    ...http,
    default: 'http://127.0.0.1:9081',
  }),
  ORDERS_HEALTH_URL: url("Where the orders service's port for operators answers", {
    ...http,
    default: 'http://127.0.0.1:9082',
  }),
  ORDER_ITEMS_HEALTH_URL: url("Where the order-items service's port for operators answers", {
    ...http,
    default: 'http://127.0.0.1:9083',
  }),
  STATUS_INTERVAL: duration('How often the status page asks the services for their metrics', {
    default: '2s',
    min: '100ms',
  }),
  JWKS_FILE: text('Public keys of the development issuer, answered at `/.well-known/jwks.json`'),
  UPSTREAM_TIMEOUT: duration('How long a service may take to begin its answer', {
    default: '30s',
    min: '1ms',
  }),
};

export type GatewayEnv = Env<typeof envShape>;

export const readEnv = (): GatewayEnv => parseEnv(envShape);
