import type { Entrance, Stores } from './stack.js';

/** A pod of a release that is there to stay: no finished Job. */
export interface Pod {
  readonly name: string;
  /** The pod that takes its place may have its name, and never this. */
  readonly uid: string;
  /** What brings it back. */
  readonly workload: string;
  readonly part: 'service' | 'issuer' | 'pooler' | 'store';
  /** As many pods as its workload is to have. */
  readonly wanted: number;
  /** Ready, and not on its way out. */
  readonly ready: boolean;
}

/** A release in a cluster, as far as a scenario may hurt it. */
export interface PodStack extends Entrance {
  /** Where journals are kept. */
  readonly directory: string;
  readonly shards: readonly string[];
  shardOf(bucket: number): string;
  pods(): Promise<readonly Pod[]>;
  /** Back when it has been asked for, not when the pod is gone. */
  delete(pod: Pod): Promise<void>;
  /** Opens the way to the stores; undefined where there is none from here. */
  openStores(): Promise<OpenStores | undefined>;
}

export interface OpenStores extends Stores {
  close(): void;
}
