import { choice, parseEnv, port, text, type Env } from '@tenfold/config';

/** The issuer's variables. */
export const envShape = {
  NODE_ENV: choice(
    'What the process may do: production refuses the development issuer',
    ['development', 'test', 'production'],
    { default: 'development' },
  ),
  LOG_LEVEL: choice(
    'Least level of the log',
    ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'],
    { default: 'info' },
  ),
  HOST: text('Address to listen on', { default: '0.0.0.0' }),
  PORT: port('Port to listen on', { default: 8080 }),
  ISSUER_KEY_FILE: text('Private key of the development issuer: Ed25519 as PKCS#8 PEM'),
};

export type IssuerEnv = Env<typeof envShape>;

export const readEnv = (): IssuerEnv =>
  parseEnv(envShape, undefined, {
    relations: [
      ({ NODE_ENV }) =>
        NODE_ENV === 'production'
          ? 'NODE_ENV is production, which refuses the development issuer'
          : undefined,
    ],
  });
