import type { Labels } from './exposition.js';

export const KINDS = ['service', 'shard', 'replica', 'store', 'consumer'] as const;
export type Kind = (typeof KINDS)[number];

/** A part of the platform, of which something can be said. */
export interface Part {
  readonly kind: Kind;
  readonly name: string;
}

const part = (kind: Kind, name: string | undefined): Part => ({ kind, name: name ?? '' });

export const serviceOf = ({ service }: Labels): Part => part('service', service);
export const shardOf = ({ tenfold_shard }: Labels): Part => part('shard', tenfold_shard);
export const replicaOf = ({ tenfold_shard, tenfold_replica }: Labels): Part =>
  part('replica', `${tenfold_shard} ${tenfold_replica}`);
export const consumerOf = ({ messaging_consumer_group_name }: Labels): Part =>
  part('consumer', messaging_consumer_group_name);
export const REDIS = part('store', 'Redis');
export const NATS = part('store', 'NATS');

/** By the names that services give their dependencies. */
export function dependencyOf({ dependency = '' }: Labels): Part {
  if (dependency === 'redis') return REDIS;
  return dependency === 'nats' ? NATS : part('shard', dependency);
}

export function keyOf({ kind, name }: Part): string {
  return `${kind} ${name}`;
}
