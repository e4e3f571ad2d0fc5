import { layerOf } from './layers.js';
import { costsOf, sumCpu, sumHeap } from './sums.js';

const frame = (url: string, functionName = 'f') => ({ functionName, url });

describe(layerOf, () => {
  it.each([
    ['(garbage collector)', '', 'garbage collection'],
    ['f', 'node:_http_outgoing', 'node:http'],
    ['f', 'file:///x/node_modules/fastify/lib/reply.js', 'Fastify'],
    ['f', 'file:///x/node_modules/@nestjs/core/router/router-proxy.js', 'Nest'],
    ['f', 'file:///x/node_modules/pg-protocol/dist/parser.js', 'pg'],
    ['f', 'file:///x/libs/database/dist/shard.js', 'pool and statement'],
    ['f', 'file:///x/libs/bootstrap/dist/request-log.js', 'log line'],
    ['f', 'file:///x/services/orders/dist/orders/order.view.js', 'the service itself'],
    ['stringify', '', 'V8 itself'],
  ])('should put %s of %s into its layer', (functionName, url, layer) => {
    expect(layerOf(frame(url, functionName))).toBe(layer);
  });
});

describe(sumCpu, () => {
  it('should give the time of V8 to the layer that called it', () => {
    const nodes = [
      { id: 1, callFrame: frame('node:_http_server'), children: [2] },
      { id: 2, callFrame: frame('', 'writeUtf8'), children: [3] },
      { id: 3, callFrame: frame('', 'inner') },
    ];
    expect([...sumCpu({ nodes, samples: [1, 2, 3], timeDeltas: [1, 2, 4] })]).toEqual([['node:http', 7]]);
  });
});

describe(costsOf, () => {
  it('should share out the time that samples stand for, without what was idle', () => {
    const nodes = [
      { id: 1, callFrame: frame('node:_http_server') },
      { id: 2, callFrame: frame('', '(idle)') },
    ];
    const sums = sumCpu({ nodes, samples: [1, 2, 1], timeDeltas: [100, 900, 50] });
    const leaf = { callFrame: frame('node:_http_server'), selfSize: 40, children: [] };
    const heap = sumHeap({ head: { callFrame: frame('', '(root)'), selfSize: 0, children: [leaf, leaf] } });
    expect(costsOf({ sums, requests: 10 }, { sums: heap, requests: 4 })).toEqual([
      { layer: 'node:http', micros: 15, bytes: 20 },
    ]);
  });
});
