import { z } from 'zod';

/**
 * `expand=`: related resources that the answer is to carry, of a fixed list and one level deep. What is embedded is bounded by the
 * route; what does not fit is reached by a link.
 */
export function expandParameter<const T extends string>(
  names: readonly [T, ...T[]],
): z.ZodOptional<z.ZodPipe<z.ZodString, z.ZodTransform<T[], string>>> {
  const one = `(${names.join('|')})`;
  return z
    .string()
    .max(200)
    .regex(new RegExp(`^${one}(,${one})*$`), {
      error: `must name some of ${names.join(', ')}, with commas between`,
    })
    .transform((text) => [...new Set(text.split(','))] as T[])
    .optional()
    .meta({ description: `Resources to embed: ${names.join(', ')}`, example: names[0] });
}
