export {
  bytes,
  choice,
  duration,
  flag,
  integer,
  list,
  port,
  secret,
  text,
  url,
  type DefaultOption,
  type QuantityOptions,
  type RangeOptions,
  type TextOptions,
  type UrlOptions,
} from './builders.js';
export { describeEnv, renderEnvTable, type EnvRow } from './describe-env.js';
export { NODE_ARGUMENTS } from './node-arguments.js';
export { parseEnv, type Env, type EnvShape, type ParseEnvOptions } from './parse-env.js';
export { rate, type Rate } from './rate.js';
export { parseBytes, parseDuration } from './units.js';
export { type Variable } from './variable.js';
