import type { Counters, Fate } from './state/counters.js';
import { total } from './state/counters.js';
import type { ReportPaths } from './state/report.js';

export interface Summary {
  readonly title: string;
  /** What is counted in `orders` and in `lines`. */
  readonly units: readonly [string, string];
  readonly read: number;
  readonly counters: Counters;
  readonly complete: boolean;
  readonly warnings: readonly string[];
  readonly reports: ReportPaths;
}

const FATES: readonly Fate[] = ['imported', 'existing', 'rejected'];
const SHOWN_WARNINGS = 10;

/** The outcome of one file for a person's eyes. */
export function summaryText({ complete, counters, read, reports, title, units, warnings }: Summary): string {
  const rows = FATES.map((fate) => [fate, counters.orders[fate], counters.lines[fate]] as const);
  const reasons = Object.entries(counters.reasons).map(([code, times]) => `  ${code}: ${format(times)}`);
  const sum = format(total(counters.lines));
  return [
    '',
    title,
    `${''.padEnd(10)}${units[0].padStart(12)}${units[1].padStart(12)}`,
    ...[...rows, ['all', total(counters.orders), total(counters.lines)] as const].map(
      ([name, orders, lines]) =>
        `${name.padEnd(10)}${format(orders).padStart(12)}${format(lines).padStart(12)}`,
    ),
    complete
      ? `imported + existing + rejected = ${sum} ${units[1]}, as many as were read`
      : `NOT COMPLETE: imported + existing + rejected = ${sum} ${units[1]}, but ${format(read)} were read`,
    ...(reasons.length > 0 ? ['rejected because of', ...reasons] : []),
    ...warnings.slice(0, SHOWN_WARNINGS).map((warning) => `warning: ${warning}`),
    ...(warnings.length > SHOWN_WARNINGS
      ? [`and ${warnings.length - SHOWN_WARNINGS} more warnings in the report`]
      : []),
    `report: ${reports.json}`,
    `        ${reports.text}`,
    '',
  ].join('\n');
}

function format(count: number): string {
  return count.toLocaleString('en-GB');
}
