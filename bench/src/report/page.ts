import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sumOf, type MeasureResult } from '../evaluate.js';
import type { BenchResult } from '../run-bench.js';
import type { Pace } from '../run-section.js';
import { renderPlot } from './plot.js';
import { nameOf, round, verdictOf } from './table.js';

/** A file that is made of others, by its path from the root. */
export interface GeneratedFile {
  readonly path: string;
  readonly content: string;
}

const PAGE = 'docs/bench.md';
const PLOT = 'docs/images/bench.svg';
const BEGIN = '<!-- bench:begin -->';
const END = '<!-- bench:end -->';

/** The part of `docs/bench.md` that shows the newest kept result, and its plot. */
export function benchPage(root: string): GeneratedFile[] {
  const page = readFileSync(join(root, PAGE), 'utf8');
  const [before, after] = [page.split(BEGIN)[0] ?? '', page.split(END)[1] ?? ''];
  const result = newestResult(root);
  const shown = result === undefined ? 'No full run has been kept yet.' : renderResults(result);
  const content = `${before}${BEGIN}\n\n${shown}\n\n${END}${after}`;
  const plot =
    result === undefined ? [] : [{ path: PLOT, content: renderPlot(result.measures, dayOf(result)) }];
  return [{ path: PAGE, content }, ...plot];
}

/** Names of files begin with their time, so the last one by name is the newest; quick and partial runs are left out. */
export function newestResult(root: string): BenchResult | undefined {
  const folder = join(root, 'bench', 'results');
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => /^[\dT-]+\.json$/.test(name)) : [];
  const newest = names.sort().at(-1);
  return newest === undefined
    ? undefined
    : (JSON.parse(readFileSync(join(folder, newest), 'utf8')) as BenchResult);
}

export function renderResults(result: BenchResult): string {
  const { machine, versions, commit, seed, flags } = result;
  const versionsShown = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  return [
    `![Measures against their floors](images/bench.svg)`,
    '',
    markdownTable(
      [
        'Measure',
        'Ours',
        'Peer',
        'Ratio',
        '95 % interval',
        'Floor',
        'Goal',
        '',
        'CPU µs, ours',
        'CPU µs, peer',
        'Thrown away',
      ],
      result.measures.map(rowOf),
    ),
    '',
    `Measured ${dayOf(result)} at ${commit}, seed ${seed}. ` +
      `${machine.cpu}, ${machine.cores} processors, ${machine.memoryGiB} GiB, Linux ${machine.kernel}; ${machine.placement}. ` +
      `Others might use ${flags.background * 100} % of the machine; its own speed was ${flags.speedWatched ? '' : 'not '}watched.`,
    '',
    ...pacesOf(result),
    '',
    `${versionsShown.join(', ')}.`,
    ...notesOf(result.measures),
  ].join('\n');
}

/** Which measures were made at which pace. */
function pacesOf({ measures, flags }: BenchResult): string[] {
  const names = new Map<string, string[]>();
  for (const measure of measures) {
    const text = paceText(measure.pace ?? flags.pace, flags.speedWatched);
    names.set(text, [...(names.get(text) ?? []), nameOf(measure)]);
  }
  return [...names].map(([text, of]) => `- ${text}: ${of.join(', ')}.`);
}

/** Results from before there were several starts say nothing of them. */
function paceText({ starts = 1, rounds, blockMs, slow }: Pace, speedWatched: boolean): string {
  const started = starts === 1 ? 'One start' : `${starts} starts of both sides`;
  const limit = speedWatched && slow < 1 ? `, slow for at most ${slow * 100} % of a block` : '';
  return `${started}, ${rounds} rounds of ${blockMs / 1_000} s${starts === 1 ? '' : ' after each'}${limit}`;
}

function rowOf(measure: MeasureResult): string[] {
  const { ratio, direction, floor, goal } = measure;
  const sign = direction === 'at-least' ? '≥' : '≤';
  const limit = (value: number | null): string => (value === null ? '' : `${sign} ${value}`);
  const total = (cpu: Readonly<Record<string, number>> | null): string =>
    cpu === null ? '' : round(sumOf(cpu));
  return [
    nameOf(measure),
    `${round(measure.ours)} ${measure.unit}`,
    measure.peer === null ? '' : `${round(measure.peer)} (${measure.peerName ?? ''})`,
    `${round(ratio.median)}${measure.generatorBound ? ' by CPU' : ''}`,
    `${round(ratio.low)} to ${round(ratio.high)}`,
    limit(floor),
    limit(goal),
    verdictOf(measure),
    total(measure.cpu.ours),
    total(measure.cpu.peer),
    String(measure.thrownAway),
  ];
}

function notesOf(measures: readonly MeasureResult[]): string[] {
  const notes = measures.flatMap((measure) => measure.notes.map((note) => `- ${nameOf(measure)}: ${note}`));
  return notes.length === 0 ? [] : ['', ...new Set(notes)];
}

/** With columns of one width, as the formatter would write it. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [head, ...rows];
  const widths = head.map((_, column) => Math.max(3, ...all.map((row) => [...(row[column] ?? '')].length)));
  const line = (cells: readonly string[]): string =>
    `| ${widths.map((width, column) => cells[column]?.concat(' '.repeat(width - [...cells[column]].length)) ?? ' '.repeat(width)).join(' | ')} |`;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}

function dayOf({ date }: BenchResult): string {
  return date.slice(0, 10);
}
