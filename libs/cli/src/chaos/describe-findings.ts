import type { Finding } from '@tenfold/chaos';

/** Of each rule; the first ones tell enough. */
const SHOWN = 3;

/** Line by line: each rule that was broken, and some examples. */
export function describeFindings(findings: readonly Finding[]): string[] {
  return [...Map.groupBy(findings, ({ rule }) => rule)].flatMap(([rule, broken]) => [
    `  ${rule}: broken ${broken.length} times, such as`,
    ...broken.slice(0, SHOWN).map(({ subject, detail }) => `    ${subject}: ${detail}`),
  ]);
}
