import { exportEnvShape, serviceEnv } from '@tenfold/bootstrap';
import { duration, parseEnv, type Env } from '@tenfold/config';

export const envShape = {
  ...serviceEnv,
  ...exportEnvShape,
  ORDER_ITEMS_TIMEOUT: duration(
    'How long placing an order waits for order-items before it answers "pending"',
    { default: '1500ms', min: '50ms', max: '10s' },
  ),
  IMPORT_TIMEOUT: duration('How long an import waits for order-items to store one batch of lines', {
    default: '8s',
    min: '100ms',
    max: '25s',
  }),
};

export type OrdersEnv = Env<typeof envShape>;

/** Called by each entry, not at import: the API document and the tests have environments of their own. */
export function readEnv(source?: Readonly<Record<string, string | undefined>>): OrdersEnv {
  return parseEnv(envShape, source);
}
