import { serviceEnv } from '@tenfold/bootstrap';
import { duration } from '@tenfold/config';

export const ordersEnv = {
  ORDER_ITEMS_TIMEOUT: duration(
    'How long placing an order waits for order-items before it answers "pending"',
    {
      default: '1500ms',
      min: '50ms',
      max: '20s',
    },
  ),
  PLACING_LEASE: duration(
    'How long a request owns its Idempotency-Key; afterwards a repeat finishes it. Must outlast ORDER_ITEMS_TIMEOUT',
    { default: '5s', min: '100ms', max: '1m' },
  ),
  IMPORT_TIMEOUT: duration('How long an import waits for order-items to store one batch of lines', {
    default: '8s',
    min: '100ms',
    max: '25s',
  }),
};

export const envShape = { ...serviceEnv, ...ordersEnv };
