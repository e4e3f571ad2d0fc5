export { createLogger, type Logger, type LogLevel } from './logger.js';
export { NestLogger } from './nest-logger.js';
export { requestContext, type RequestContext } from './request-context.js';
