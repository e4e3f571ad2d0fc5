import { z } from 'zod';

/** What is known of a variable beyond its type; `describeEnv` and `parseEnv` read it. */
export interface VariableInfo {
  readonly type: string;
  readonly description: string;
  /** As one would write it in the environment. */
  readonly default?: string;
  readonly secret: boolean;
  /** Whether a wrong value may be repeated in a message: not where it could hold a password. */
  readonly printable: boolean;
}

/** A schema from the text of the environment to a value. */
export type Variable<T> = z.ZodType<T, string | undefined>;

/** A parser's answer: the value, or what is wrong with the text. */
export type Parsed<T> = { readonly value: T } | { readonly problem: string };

const registry = z.registry<VariableInfo>();

/** Makes a variable of a parser. A default is text too and goes through the same parser, when the module is loaded. */
export function variable<T>(info: VariableInfo, parse: (text: string) => Parsed<T>): Variable<T> {
  const schema = z.string({ error: 'is required' }).transform((text, context) => {
    const parsed = parse(text);
    if ('value' in parsed) return parsed.value;
    context.issues.push({ code: 'custom', message: parsed.problem, input: text });
    return z.NEVER;
  });
  if (info.default === undefined) return schema.register(registry, info);
  const parsed = parse(info.default);
  if ('problem' in parsed) throw new TypeError(`the default "${info.default}" ${parsed.problem}`);
  return schema.prefault(info.default).register(registry, info);
}

/** What a schema says of itself, through `.optional()` and the like; undefined for one that no builder made. */
export function infoOf(schema: z.core.$ZodType): VariableInfo | undefined {
  let current: z.core.$ZodType | undefined = schema;
  while (current !== undefined) {
    const info = registry.get(current as z.ZodType);
    if (info !== undefined) return info;
    const def = current._zod.def as { innerType?: z.core.$ZodType; in?: z.core.$ZodType };
    current = def.innerType ?? def.in;
  }
  return undefined;
}
