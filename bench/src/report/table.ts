import { sumOf, type MeasureResult } from '../evaluate.js';
import type { SectionResult } from '../run-section.js';
import { median } from '../statistics/bootstrap.js';

/** What a section came to: who did how much at which cost, then its ratios. */
export function renderSection(
  { blocks, thrownAway }: SectionResult,
  results: readonly MeasureResult[],
): string {
  const names = [...new Set(blocks.map(({ contender }) => contender))];
  const rows = names.map((name) => {
    const own = blocks.filter(({ contender }) => contender === name);
    const middle = (of: (block: (typeof own)[number]) => number): number => median(own.map(of));
    const share = middle(({ generatorShare }) => generatorShare ?? Number.NaN);
    return [
      `  ${name}`,
      `${round(middle(({ done, seconds }) => done / seconds))}/s`,
      `${round(middle(({ cpuCounted }) => cpuCounted))} µs`,
      `${round(middle(({ cpu }) => sumOf(cpu)))} µs in all`,
      Number.isNaN(share) ? '' : `generator ${(share * 100).toFixed(0)} %`,
    ];
  });
  const count = sumOf(thrownAway);
  const whose = names.map((name) => `${name} ${thrownAway[name] ?? 0}`).join(', ');
  const thrown = count === 0 ? '' : `\n  ${count} disturbed blocks thrown away (${whose})`;
  return `${columns(rows)}${thrown}\n${results.map((result) => `  ${renderResult(result)}`).join('\n')}`;
}

export function renderResult(result: MeasureResult): string {
  const { ratio, direction, floor, goal } = result;
  const interval = `${round(ratio.median)} [${round(ratio.low)}, ${round(ratio.high)}]`;
  const limit =
    floor === null
      ? 'for information'
      : `${direction === 'at-least' ? '>=' : '<='} ${floor}, goal ${goal ?? ''}`;
  const bound = result.generatorBound ? ', generator-bound: by CPU' : '';
  return `${verdictOf(result).padEnd(6)} ${nameOf(result).padEnd(34)} ${interval}  (${limit}${bound})`;
}

export function verdictOf({ holds, reachesGoal }: MeasureResult): string {
  if (holds === null) return 'info';
  return holds ? (reachesGoal === true ? 'GOAL' : 'holds') : 'FAILS';
}

export function nameOf({ id, part }: Pick<MeasureResult, 'id' | 'part'>): string {
  return part === undefined ? id : `${id} (${part})`;
}

/** Three digits that count. */
export function round(value: number): string {
  if (!Number.isFinite(value)) return '-';
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString('en');
  return String(Number(value.toPrecision(3)));
}

function columns(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? '').length)),
  );
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('   ')
        .trimEnd(),
    )
    .join('\n');
}
