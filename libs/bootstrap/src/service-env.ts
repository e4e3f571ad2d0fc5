import { bytes, choice, duration, integer, list, port, secret, text, url, type Env } from '@tenfold/config';
import { budgetEnvShape } from '@tenfold/database';
import { corsEnvShape } from '@tenfold/http';
import { limitsEnvShape } from '@tenfold/limits';
import { tracingEnvShape } from '@tenfold/observability';
import { strategiesEnvShape } from '@tenfold/strategies';

/** What every service is told by its environment; a service spreads this into its own shape. */
export const serviceEnv = {
  NODE_ENV: choice(
    'What the process may do: production refuses development tokens',
    ['development', 'test', 'production'],
    {
      default: 'development',
    },
  ),
  LOG_LEVEL: choice(
    'Least level that is logged',
    ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'],
    {
      default: 'info',
    },
  ),
  LOG_REQUESTS_PER_SECOND: integer(
    'Lines a second for good requests, of each route and status; beyond that one line stands for several, and says for how many. 0: none',
    { default: 10, min: 0, max: 1_000_000 },
  ),
  LOG_SLOW_REQUEST: duration('A request that takes so long has its line in any case', {
    default: '500ms',
    min: '1ms',
  }),
  HOST: text('Address to listen on', { default: '0.0.0.0' }),
  PORT: port('Port of the API'),
  HEALTH_PORT: port('Port of /startupz, /livez, /readyz and /metrics, not to be reached through the ingress'),
  SERVICE_VERSION: text('What the process was built from, for tenfold_build_info', {
    default: 'development',
  }),
  SHUTDOWN_DELAY: duration('Time between "not ready" and closing, for balancers to notice', {
    default: '0s',
  }),
  SHARD_MAP_FILE: text('Path of the shard map'),
  DATABASE_USER: text('Role of this service'),
  DATABASE_PASSWORD: secret('Its password'),
  ...budgetEnvShape,
  DATABASE_REPLICA_MAX_LAG: duration('How old the answer of a bounded read from a replica may be', {
    default: '1s',
    min: '100ms',
    max: '1m',
  }),
  DATABASE_STATEMENT_LOG: text(
    'Folder to write each distinct statement to, once and without values; test runs set it',
  ).optional(),
  ...corsEnvShape,
  LANE_BYTES: bytes('What the process may keep of finished answers, in front of the framework', {
    default: '32MiB',
  }),
  NATS_URL: url('NATS server', { protocols: ['nats', 'tls'] }),
  NATS_MONITOR_URL: list(
    'Monitoring endpoints of all NATS servers, as http://nats-0:8222; production refuses to start unless each has sync_interval: always',
  ).optional(),
  NATS_MAX_ASKING: integer(
    'Requests to other services that may wait for a reply at once in a process; one more is refused at once',
    { default: 1_024, min: 1, max: 100_000 },
  ),
  NATS_MAX_ANSWERING: integer(
    'Requests of other services that a process works on at once; one more is refused unread, as overloaded',
    { default: 256, min: 1, max: 100_000 },
  ),
  NATS_STREAM_REPLICAS: integer(
    'Servers of a NATS cluster that hold each stream made from now on; 1 without a cluster',
    {
      default: 1,
      min: 1,
      max: 5,
    },
  ),
  REDIS_URL: url('Redis server', { protocols: ['redis', 'rediss'] }),
  CACHE_MEMORY: bytes('What one process keeps of what it has read, keys and overhead included', {
    default: '64MiB',
    min: '1MiB',
  }),
  JWT_ISSUER: text('Who may sign tokens'),
  JWT_AUDIENCE: text('For whom tokens must be', { default: 'tenfold' }),
  JWKS_URL: url('Public keys of the issuer; file: for development', { protocols: ['https', 'http', 'file'] }),
  ...limitsEnvShape,
  ...strategiesEnvShape,
  ...tracingEnvShape,
  CURSOR_SECRET: secret('Signs page cursors and consistency tokens; the same in every service', {
    minLength: 32,
  }),
};

export type ServiceEnv = Env<typeof serviceEnv>;
