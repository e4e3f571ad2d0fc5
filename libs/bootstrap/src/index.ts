export { ApiProblems } from './api-problems.decorator.js';
export { InjectLogger, LOGGER } from './core.module.js';
export { createApp, startApp, type ServiceOptions } from './create-app.js';
export { createService } from './create-service.js';
export { listRoutes } from './declare-routes.js';
export { describeApi, writeOpenApi } from './openapi.js';
export { RequestHeader } from './request-header.decorator.js';
export { SchemaPipe } from './schema.pipe.js';
export { serviceEnv, type ServiceEnv } from './service-env.js';
