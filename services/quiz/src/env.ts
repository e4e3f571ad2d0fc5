import { serviceEnv } from '@tenfold/bootstrap';
import { parseEnv } from '@tenfold/config';

export const env = parseEnv(serviceEnv);
