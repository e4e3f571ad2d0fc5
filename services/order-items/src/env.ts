import { exportEnvShape, serviceEnv, type ServiceEnv } from '@tenfold/bootstrap';
import { parseEnv } from '@tenfold/config';

export const envShape = { ...serviceEnv, ...exportEnvShape };

/** Called by each entry, not at import: the API document and the tests have environments of their own. */
export function readEnv(source?: Readonly<Record<string, string | undefined>>): ServiceEnv {
  return parseEnv(envShape, source);
}
