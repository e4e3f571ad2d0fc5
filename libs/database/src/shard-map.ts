import { readFileSync } from 'node:fs';
import { BUCKETS } from '@tenfold/ids';
import { z } from 'zod';

const endpointSchema = z.strictObject({
  host: z.string().min(1),
  port: z.int().min(1).max(65_535),
  database: z.string().min(1),
});

/** Replicas are asked only by reads that say how old an answer may be; there may be none. */
const shardSchema = z.strictObject({
  primary: endpointSchema,
  replicas: z.array(endpointSchema).max(8).default([]),
});

const rangeSchema = z.strictObject({
  from: z
    .int()
    .min(0)
    .max(BUCKETS - 1),
  to: z
    .int()
    .min(0)
    .max(BUCKETS - 1),
  shard: z.string(),
});

/** Which shard holds which buckets. The epoch rises with each change, so that a stale map can be told from a fresh one. */
export const shardMapSchema = z
  .strictObject({
    version: z.literal(1),
    epoch: z.int().min(1),
    shards: z.record(z.string().regex(/^[a-z0-9-]{1,40}$/), shardSchema),
    ranges: z.array(rangeSchema).min(1),
  })
  .superRefine((map, context) => {
    const report = (message: string): void => context.addIssue({ code: 'custom', message, path: ['ranges'] });
    let next = 0;
    for (const range of map.ranges.toSorted((a, b) => a.from - b.from)) {
      if (range.from !== next) report(`bucket ${Math.min(range.from, next)} is in no range or in two`);
      if (range.to < range.from) report(`range ${range.from}-${range.to} is empty`);
      if (map.shards[range.shard] === undefined) report(`range ${range.from}-${range.to} names no shard`);
      next = range.to + 1;
    }
    if (next !== BUCKETS) report(`the ranges end at bucket ${next - 1}, not ${BUCKETS - 1}`);
  });

export type ShardMap = z.input<typeof shardMapSchema>;
export type ShardEndpoint = z.infer<typeof endpointSchema>;

/** @throws Error that names the file and every problem in it */
export function loadShardMap(file: string): ShardMap {
  return parseShardMap(JSON.parse(readFileSync(file, 'utf8')), file);
}

/** @throws Error that names the place and every problem in it */
export function parseShardMap(map: unknown, place: string): ShardMap {
  const parsed = shardMapSchema.safeParse(map);
  if (!parsed.success) throw new Error(`${place}: ${z.prettifyError(parsed.error)}`);
  return parsed.data;
}

/** One entry a bucket, so that routing is an array access. */
export function bucketTable(map: ShardMap): readonly string[] {
  const table = new Array<string>(BUCKETS);
  for (const range of map.ranges) table.fill(range.shard, range.from, range.to + 1);
  return table;
}
