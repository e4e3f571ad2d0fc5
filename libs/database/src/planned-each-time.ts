/**
 * A condition that is always true, for lists whose filters may be left out: `$3 IS NULL OR status = $3` finds its index only in a plan that
 * is made for the values. Once they are known, nothing is left of the condition; a plan for any values would have to count a billion rows
 * as well, so Postgres never takes it for the cheaper one. It is never executed.
 * @param parameter one that is never null, with its type: `$5::bigint`
 */
export function plannedEachTime(parameter: string): string {
  return `(${parameter} IS NOT NULL OR (SELECT count(*) FROM generate_series(1, 1000000000)) > 0)`;
}
