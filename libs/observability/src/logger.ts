import { pino, type DestinationStream, type Logger, type LoggerOptions } from 'pino';
import { requestContext } from './request-context.js';
import { errorFields } from './error-fields.js';
import { traceIds } from './tracing/trace-context.js';

export type LogLevel = 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';

/** Never to be read in a log, whatever object they hang on. */
const REDACTED = ['password', 'token', 'authorization', 'cookie', 'secret', 'key', 'answerKey'];

export function createLogger(
  options: { service: string; level: LogLevel },
  destination?: DestinationStream,
): Logger {
  const config: LoggerOptions = {
    level: options.level,
    base: { service: options.service, pid: process.pid },
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    serializers: { err: errorFields },
    formatters: { level: (label) => ({ level: label }) },
    redact: { paths: REDACTED.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]), censor: '[redacted]' },
    mixin: () => {
      const { requestId, subject } = requestContext.get() ?? {};
      return { requestId, subject, ...traceIds() };
    },
  };
  return destination === undefined ? pino(config) : pino(config, destination);
}

export type { Logger };
