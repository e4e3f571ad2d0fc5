import { ID_PATTERN } from '@tenfold/ids';
import { z } from 'zod';

/** An id in a path, a query or a body. Other versions are refused: they carry no bucket and no time. */
export const idSchema = z
  .string()
  .regex(ID_PATTERN, { error: 'must be an id: a version 7 UUID in lower case' })
  .meta({
    format: 'uuid',
    description: 'Opaque id (UUID version 7); sorts by time',
    example: '0195a3c4-7d00-7a1b-8f3e-5c2d9b1e4f60',
  });
