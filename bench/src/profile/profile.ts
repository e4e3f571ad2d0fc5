import { HttpContender } from '../http-contender.js';
import { Generator } from '../load/generator.js';
import { chooseCores, pin } from '../machine/pin.js';
import { describeCommit, describeMachine, type Machine } from '../machine/describe.js';
import { makeOrders } from '../placing/place-order.js';
import { loadData, wakeAll, type LoadedData } from '../run-bench.js';
import { headerRequests, pageRequests } from '../sections/orders.js';
import { PAST_THE_CACHE, questionsOf } from '../sections/questions.js';
import type { BenchService, BenchStack } from '../stack.js';
import { Random } from '../statistics/random.js';
import type { RequestParts } from '../load/request.js';
import type { Setting } from '../sections/section.js';
import { Inspector } from './inspector.js';
import { costsOf, sumCpu, sumHeap, type CpuProfile, type HeapProfile, type LayerCost } from './sums.js';

export interface ProfiledRequest {
  readonly name: string;
  readonly service: BenchService;
  readonly requestsPerSecond: number;
  readonly layers: readonly LayerCost[];
}

export interface ProfileResult {
  readonly date: string;
  readonly machine: Machine;
  readonly commit: string;
  readonly seed: number;
  readonly requests: readonly ProfiledRequest[];
}

const DATA = { orders: 8_000, quizzes: 10, questions: 20 };
const WARM_MS = 3_000;
const MEASURED_MS = 6_000;
const CONNECTIONS = 32;
const CLIENTS = 8;
/** Microseconds between samples, and bytes between sampled allocations. */
const INTERVAL = 200;
const HEAP_INTERVAL = 16_384;

/** Takes the cost of a request apart: by the layer whose code ran, and by the layer that allocated. */
export async function runProfile(
  stack: BenchStack,
  { seed, report }: { readonly seed: number; readonly report: (text: string) => void },
): Promise<ProfileResult> {
  const random = new Random(seed);
  const generator = new Generator();
  try {
    const cores = chooseCores();
    if (cores !== undefined) pin(generator.pid, cores.generator);
    const data = await loadData(stack, random, DATA, report);
    const requests: ProfiledRequest[] = [];
    for (const kind of await kindsOf(stack, random, data)) {
      report(`  ${kind.name} ...\n`);
      await wakeAll(stack);
      requests.push(await profile(stack, generator, kind));
    }
    const date = new Date().toISOString();
    return { date, machine: describeMachine(), commit: describeCommit(stack.root), seed, requests };
  } finally {
    generator.close();
  }
}

interface Kind {
  readonly name: string;
  readonly service: BenchService;
  readonly requests: readonly RequestParts[];
  readonly connections: number;
}

async function kindsOf(stack: BenchStack, random: Random, data: LoadedData): Promise<Kind[]> {
  const setting = { stack, random, quick: true, ...data } as Setting;
  const ours = { name: 'tenfold', url: stack.url('quiz') };
  const cached = (await questionsOf(setting, ours, {})).requests;
  const uncached = cached.map((request) => ({ ...request, headers: PAST_THE_CACHE }));
  const orders = await makeOrders(stack, random);
  return [
    { name: 'cached question', service: 'quiz', requests: cached, connections: CONNECTIONS },
    { name: 'uncached question', service: 'quiz', requests: uncached, connections: CONNECTIONS },
    {
      name: 'order header',
      service: 'orders',
      requests: await headerRequests(setting),
      connections: CONNECTIONS,
    },
    {
      name: 'page of 50 headers',
      service: 'orders',
      requests: await pageRequests(setting),
      connections: CONNECTIONS,
    },
    { name: 'placing 20 lines', service: 'orders', requests: orders.requests, connections: CLIENTS },
  ];
}

async function profile(stack: BenchStack, generator: Generator, kind: Kind): Promise<ProfiledRequest> {
  const { name, service, requests, connections } = kind;
  const server = new HttpContender({
    name,
    server: service,
    url: stack.url(service),
    connections,
    requests,
    generator,
  });
  await server.warm(WARM_MS);
  const inspector = await Inspector.open(stack.pids()[service] ?? 0);
  try {
    await inspector.send('Profiler.enable');
    await inspector.send('Profiler.setSamplingInterval', { interval: INTERVAL });
    await inspector.send('Profiler.start');
    const timed = await server.work(MEASURED_MS);
    const cpu = await inspector.send<{ profile: CpuProfile }>('Profiler.stop');
    // Objects that have been collected count too: it is the allocating that costs.
    const kept = { includeObjectsCollectedByMajorGC: true, includeObjectsCollectedByMinorGC: true };
    await inspector.send('HeapProfiler.startSampling', { samplingInterval: HEAP_INTERVAL, ...kept });
    const allocated = await server.work(MEASURED_MS);
    const heap = await inspector.send<{ profile: HeapProfile }>('HeapProfiler.stopSampling');
    const layers = costsOf(
      { sums: sumCpu(cpu.profile), requests: timed.done },
      { sums: sumHeap(heap.profile), requests: allocated.done },
    );
    return { name, service, requestsPerSecond: timed.done / timed.seconds, layers };
  } finally {
    await inspector.close();
  }
}
