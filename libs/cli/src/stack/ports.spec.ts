import {
  healthPortOf,
  MOST_SHARDS,
  portsWithOffset,
  prometheusPort,
  replicaOf,
  serverPort,
  shardNumber,
  type ShardName,
} from './ports.js';

const shards = Array.from({ length: MOST_SHARDS }, (_, n): ShardName => `shard-${n + 1}`);

describe(portsWithOffset, () => {
  it.each([0, 100, 10_000])(
    'should give every HTTP, health and store port its own number at offset %d',
    (offset) => {
      const ports = portsWithOffset(offset);
      const http = [ports.gateway, ports.quiz, ports.orders, ports['order-items']];
      const servers = shards.flatMap((shard) => [shard, replicaOf(shard)]);
      const all = [
        ...Object.values(ports),
        ...http.map(healthPortOf),
        ...servers.map((server) => serverPort(offset, server)),
        prometheusPort(offset),
      ];
      expect(new Set(all).size).toBe(all.length);
      expect(ports.gateway).toBe(8080 + offset);
    },
  );
});

describe(serverPort, () => {
  it('should number primaries and replicas by their shard', () => {
    expect([serverPort(100, 'shard-2'), serverPort(100, 'shard-2-replica')]).toEqual([5_602, 5_612]);
  });
});

describe(shardNumber, () => {
  it('should know no other names', () => {
    expect(['shard-1', 'shard-0', 'shard-10', 'berlin'].map(shardNumber)).toEqual([
      1,
      undefined,
      undefined,
      undefined,
    ]);
  });
});
