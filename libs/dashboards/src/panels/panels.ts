import type { Panel, Target, Threshold, Unit } from './panel.js';

type Extra = Partial<Pick<Panel, 'thresholds' | 'words' | 'stacked'>>;

export function target(expr: string, legend: string): Target {
  return { expr, legend };
}

/** One that rightly has no answer while all is well, or before anything has happened. */
export function perhaps(expr: string, legend: string): Target {
  return { expr, legend, mayBeEmpty: true };
}

type Make = (
  title: string,
  description: string,
  unit: Unit,
  targets: readonly Target[],
  extra?: Extra,
) => Panel;

const make =
  (kind: Panel['kind']): Make =>
  (title, description, unit, targets, extra = {}) => ({ kind, title, description, unit, targets, ...extra });

export const lines = make('timeseries');
export const stat = make('stat');
/** One band for each series, coloured by its value: what was how at which moment. */
export const state = make('state');
export const table = make('table');

export const UP_DOWN = {
  0: { text: 'down', color: 'red' },
  1: { text: 'up', color: 'green' },
} as const satisfies Panel['words'];

export const ON_OFF = {
  0: { text: 'off', color: 'yellow' },
  1: { text: 'on', color: 'green' },
} as const satisfies Panel['words'];

/** Green, from `yellow` on yellow, from `red` on red. */
export function worseAbove(yellow: number, red: number): readonly Threshold[] {
  return [
    { from: null, color: 'green' },
    { from: yellow, color: 'yellow' },
    { from: red, color: 'red' },
  ];
}

/** Red, from `yellow` on yellow, from `green` on green. */
export function worseBelow(yellow: number, green: number): readonly Threshold[] {
  return [
    { from: null, color: 'red' },
    { from: yellow, color: 'yellow' },
    { from: green, color: 'green' },
  ];
}
