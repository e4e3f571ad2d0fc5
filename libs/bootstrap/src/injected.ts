import { Inject } from '@nestjs/common';

/** Injection token of the process's logger. */
export const LOGGER = Symbol('logger');

/** Injects the process's logger. */
export const InjectLogger = (): ParameterDecorator => Inject(LOGGER);

/** Injection token of the service's environment. */
export const ENV = Symbol('env');

/** Injects the service's validated environment, with whatever the service has added to `serviceEnv`. */
export const InjectEnv = (): ParameterDecorator => Inject(ENV);
