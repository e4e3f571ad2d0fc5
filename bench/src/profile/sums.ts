import { layerOf, type Frame } from './layers.js';

interface CpuNode {
  readonly id: number;
  readonly callFrame: Frame;
  readonly children?: readonly number[];
}

export interface CpuProfile {
  readonly nodes: readonly CpuNode[];
  readonly samples: readonly number[];
  /** Microseconds between one sample and the next. */
  readonly timeDeltas: readonly number[];
}

export interface HeapProfile {
  readonly head: HeapNode;
}

interface HeapNode {
  readonly callFrame: Frame;
  readonly selfSize: number;
  readonly children: readonly HeapNode[];
}

/** Microseconds of each layer, by where the samples were; what was idle is left out. */
export function sumCpu({ nodes, samples, timeDeltas }: CpuProfile): Map<string, number> {
  const layers = layersOf(nodes);
  const sums = new Map<string, number>();
  for (const [index, id] of samples.entries()) {
    const layer = layers.get(id) ?? 'idle';
    if (layer !== 'idle') sums.set(layer, (sums.get(layer) ?? 0) + (timeDeltas[index] ?? 0));
  }
  return sums;
}

/** A caller stands before those that it calls. */
function layersOf(nodes: readonly CpuNode[]): Map<number, string> {
  const layers = new Map<number, string>();
  const callers = new Map(nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id])));
  for (const { id, callFrame } of nodes) {
    const caller = callers.get(id);
    layers.set(id, layerOf(callFrame, caller === undefined ? undefined : layers.get(caller)));
  }
  return layers;
}

/** Bytes that each layer has allocated itself. */
export function sumHeap({ head }: HeapProfile): Map<string, number> {
  const sums = new Map<string, number>();
  const add = ({ callFrame, selfSize, children }: HeapNode, caller?: string): void => {
    const layer = layerOf(callFrame, caller);
    if (selfSize > 0) sums.set(layer, (sums.get(layer) ?? 0) + selfSize);
    for (const child of children) add(child, layer);
  };
  add(head);
  return sums;
}

export interface LayerCost {
  readonly layer: string;
  readonly micros: number;
  readonly bytes: number;
}

/** For one request, the dearest first. */
export function costsOf(
  cpu: { readonly sums: ReadonlyMap<string, number>; readonly requests: number },
  heap: { readonly sums: ReadonlyMap<string, number>; readonly requests: number },
): LayerCost[] {
  const names = new Set([...cpu.sums.keys(), ...heap.sums.keys()]);
  return [...names]
    .map((layer) => ({
      layer,
      micros: (cpu.sums.get(layer) ?? 0) / Math.max(1, cpu.requests),
      bytes: (heap.sums.get(layer) ?? 0) / Math.max(1, heap.requests),
    }))
    .toSorted((a, b) => b.micros - a.micros);
}
