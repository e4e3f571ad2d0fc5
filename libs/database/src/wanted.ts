/**
 * A column that is read only when its name is among those that `parameter` holds (text[]; NULL: all are wanted), else `otherwise`
 * stands in its place. One statement serves every choice, and its plan, which is made for the values, has no trace of what is left
 * out: a wide column is not even fetched from where it is stored apart.
 * @param parameter such as `$8`
 * @param otherwise a constant of the column's type
 */
export function wanted(name: string, column: string, parameter: string, otherwise: string): string {
  const isWanted = `${parameter}::text[] IS NULL OR '${name}' = ANY(${parameter}::text[])`;
  return `CASE WHEN ${isWanted} THEN ${column} ELSE ${otherwise} END AS "${name}"`;
}
