import { parseEnv, text } from '@tenfold/config';
import { createRequire } from 'node:module';
import { tracingEnvShape } from './tracing-env.js';

const env = parseEnv({
  ...tracingEnvShape,
  SERVICE_VERSION: text('What the process was built from', { default: 'development' }),
});

if (env.OTEL_TRACES_EXPORTER !== 'none') {
  const { startTracing } = await import('./start-tracing.js');
  startTracing(env.OTEL_SERVICE_NAME ?? nameOfPackage(), env.SERVICE_VERSION);
}

/** Of the program that runs: `orders` for `@tenfold/orders`. */
function nameOfPackage(): string {
  const { name } = createRequire(process.argv[1] ?? '')('../package.json') as { name: string };
  return name.replace(/^@.*\//, '');
}
