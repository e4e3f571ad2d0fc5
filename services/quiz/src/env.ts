import { serviceEnv } from '@tenfold/bootstrap';
import { parseEnv } from '@tenfold/config';

export const envShape = serviceEnv;

export const env = parseEnv(envShape);
