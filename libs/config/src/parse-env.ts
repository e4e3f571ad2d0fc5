import { z } from 'zod';
import { infoOf, type Variable } from './variable.js';

/** Variables by name, made by this library's builders. */
export type EnvShape = Readonly<Record<string, Variable<unknown> | z.ZodType>>;

/** The parsed environment. */
export type Env<S extends EnvShape> = Readonly<z.infer<z.ZodObject<S>>>;

export interface ParseEnvOptions<E> {
  /** What must hold between variables: each answers a sentence when it does not. Asked once all are valid alone. */
  readonly relations?: readonly ((env: E) => string | undefined)[];
  readonly exit?: (code: number) => never;
  readonly write?: (text: string) => void;
}

const LONGEST_VALUE = 60;

/**
 * Reads the variables of a shape; a blank one counts as missing. When anything is wrong it prints every problem
 * at once and ends the process: a service with half a configuration must not start.
 */
export function parseEnv<S extends EnvShape>(
  shape: S,
  source: Readonly<Record<string, string | undefined>> = process.env,
  options: ParseEnvOptions<Env<S>> = {},
): Env<S> {
  const result = z.object(shape).safeParse(pick(shape, source));
  const problems = result.success
    ? (options.relations ?? []).flatMap((relation) => relation(result.data as Env<S>) ?? [])
    : result.error.issues.map((issue) => explain(issue, shape, source));
  if (result.success && problems.length === 0) return Object.freeze(result.data) as Env<S>;
  const { write = (text): unknown => process.stderr.write(text), exit = (code) => process.exit(code) } =
    options;
  write(`The environment is not valid:\n${problems.map((problem) => `  ${problem}\n`).join('')}`);
  return exit(1);
}

function pick(shape: EnvShape, source: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const picked: Record<string, string> = {};
  for (const name of Object.keys(shape)) {
    const value = source[name];
    if (!isBlank(value)) picked[name] = value;
  }
  return picked;
}

function explain(
  issue: z.core.$ZodIssue,
  shape: EnvShape,
  source: Readonly<Record<string, string | undefined>>,
): string {
  const name = String(issue.path[0]);
  const schema = shape[name];
  const info = schema === undefined ? undefined : infoOf(schema);
  const value = source[name];
  if (isBlank(value)) return `${name} ${issue.message}${info === undefined ? '' : `: ${info.description}`}`;
  return info?.printable === true
    ? `${name} ${issue.message}, got ${JSON.stringify(value.slice(0, LONGEST_VALUE))}`
    : `${name} ${issue.message}`;
}

function isBlank(value: string | undefined): value is undefined | '' {
  return value === undefined || value.trim() === '';
}
