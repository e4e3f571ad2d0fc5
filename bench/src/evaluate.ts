import type { Block } from './contender.js';
import { GENERATOR_BOUND } from './load/generator.js';
import type { Measure } from './measures.js';
import type { Pace, SectionResult } from './run-section.js';
import { median, medianOf, medianRatio, type Interval } from './statistics/bootstrap.js';
import type { Random } from './statistics/random.js';

/** One line of the result file. */
export interface MeasureResult {
  readonly id: string;
  readonly part?: string | undefined;
  readonly title: string;
  /** Medians of the blocks, in `unit`. */
  readonly ours: number;
  readonly peer: number | null;
  readonly peerName: string | null;
  readonly unit: string;
  readonly ratio: Interval;
  /** How long and how often it was measured. */
  readonly pace?: Pace | undefined;
  /** What was compared, one value for each round, start after start: whoever doubts the interval can make another. */
  readonly rounds: { readonly ours: readonly number[]; readonly peer: readonly number[] };
  readonly direction: Measure['direction'];
  readonly floor: number | null;
  readonly goal: number | null;
  /** Whether the end of the interval that counts is on the right side; null without a floor. */
  readonly holds: boolean | null;
  readonly reachesGoal: boolean | null;
  /** The generator was the limit of somebody, so that CPU time per request was compared instead of rates. */
  readonly generatorBound: boolean;
  /** Microseconds for each request, by process; medians. */
  readonly cpu: { readonly ours: Cost; readonly peer: Cost | null };
  readonly blocks: number;
  /** In the whole section, and whose they were. */
  readonly thrownAway: number;
  readonly thrownAwayBy: Readonly<Record<string, number>>;
  /** The share of a block in which the machine was slow; means. */
  readonly slow?: { readonly ours: number; readonly peer: number | null } | undefined;
  readonly notes: readonly string[];
  readonly details?: Readonly<Record<string, number>> | undefined;
}

type Cost = Readonly<Record<string, number>>;

const OURS = 'ours';

export function evaluate(
  measure: Measure,
  { blocks, thrownAway, pace }: SectionResult,
  random: Random,
  notes: readonly string[] = [],
): MeasureResult {
  const of = (name: string): Block[] =>
    blocks.filter(({ contender }) => contender === name).toSorted((a, b) => a.round - b.round);
  const ours = of(OURS);
  const peerName = strongest(measure, of);
  const peer = peerName === null ? [] : of(peerName);
  const generatorBound = measure.of === 'rate' && [ours, peer].some(isGeneratorBound);
  const compared = generatorBound ? 'cpu' : measure.of;
  const rounds = { ours: valuesOf(compared, ours), peer: valuesOf(compared, peer) };
  const ratio = ratioOf(compared, measure.direction, rounds, pace.rounds, random);
  const { floor, goal, direction } = measure;
  const reaches = (limit: number | undefined): boolean | null =>
    limit === undefined ? null : direction === 'at-least' ? ratio.low >= limit : ratio.high <= limit;
  return {
    id: measure.id,
    part: measure.part,
    title: measure.title,
    ours: median(ours.map((block) => valueOf(measure.of, block))),
    peer: peer.length === 0 ? null : median(peer.map((block) => valueOf(measure.of, block))),
    peerName,
    unit: measure.unit,
    ratio,
    pace,
    rounds,
    direction,
    floor: floor ?? null,
    goal: goal ?? null,
    holds: reaches(floor),
    reachesGoal: reaches(goal),
    generatorBound,
    cpu: { ours: costOf(ours), peer: peer.length === 0 ? null : costOf(peer) },
    blocks: ours.length,
    thrownAway: sumOf(thrownAway),
    thrownAwayBy: thrownAway,
    slow: { ours: slowOf(ours), peer: peer.length === 0 ? null : slowOf(peer) },
    notes,
    details: detailsOf(ours),
  };
}

export function sumOf(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

export function valueOf(of: Measure['of'], block: Block): number {
  if (of === 'cpu') return block.cpuCounted;
  if (of === 'p99') return block.p99 ?? Number.NaN;
  return block.done / block.seconds;
}

/** Of several ways to write the same peer the fastest is the one that counts. */
function strongest({ peers, of }: Measure, blocksOf: (name: string) => Block[]): string | null {
  if (peers === null) return null;
  const best = peers
    .map((name) => ({ name, value: median(blocksOf(name).map((block) => valueOf(of, block))) }))
    .toSorted((a, b) => (of === 'rate' ? b.value - a.value : a.value - b.value));
  return best[0]?.name ?? null;
}

function isGeneratorBound(blocks: readonly Block[]): boolean {
  return median(blocks.map(({ generatorShare = 0 }) => generatorShare)) > GENERATOR_BOUND;
}

function valuesOf(of: Measure['of'], blocks: readonly Block[]): number[] {
  return blocks.map((block) => Number(valueOf(of, block).toPrecision(6)));
}

/** Above 1 means that ours is better where more is better, and that it costs more where less is. */
function ratioOf(
  of: Measure['of'],
  direction: Measure['direction'],
  { ours, peer }: MeasureResult['rounds'],
  roundsOfStart: number,
  random: Random,
): Interval {
  if (of === 'share') return medianOf(ours, roundsOfStart, random);
  // Where what is compared is a cost and more is better, the peer's cost goes above the line.
  const turned = of === 'cpu' && direction === 'at-least';
  const [over, under] = turned ? [peer, ours] : [ours, peer];
  return medianRatio(over, under, roundsOfStart, random);
}

function slowOf(blocks: readonly Block[]): number {
  return Number((blocks.reduce((sum, { slow }) => sum + slow, 0) / blocks.length).toPrecision(3));
}

function costOf(blocks: readonly Block[]): Cost {
  const names = [...new Set(blocks.flatMap(({ cpu }) => Object.keys(cpu)))];
  const medians = names.map((name): [string, number] => [
    name,
    Math.round(median(blocks.map(({ cpu }) => cpu[name] ?? 0)) * 10) / 10,
  ]);
  return Object.fromEntries(medians.filter(([, micros]) => micros > 0));
}

function detailsOf(blocks: readonly Block[]): Record<string, number> | undefined {
  const names = [...new Set(blocks.flatMap(({ details = {} }) => Object.keys(details)))];
  if (names.length === 0) return undefined;
  return Object.fromEntries(
    names.map((name) => [name, median(blocks.map(({ details = {} }) => details[name] ?? Number.NaN))]),
  );
}
