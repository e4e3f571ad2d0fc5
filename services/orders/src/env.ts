import { parseEnv } from '@tenfold/config';
import { envShape } from './env-shape.js';

export { envShape };

export const env = parseEnv(envShape, undefined, {
  relations: [
    ({ ORDER_ITEMS_TIMEOUT, PLACING_LEASE }) =>
      PLACING_LEASE > ORDER_ITEMS_TIMEOUT
        ? undefined
        : 'PLACING_LEASE must be longer than ORDER_ITEMS_TIMEOUT',
  ],
});
