import { greatest, isAnswer, isServerError, quantileOf, rate, share, total, type Chart } from './chart.js';

const REQUESTS = 'http_server_request_duration_seconds';
const by = ['service'] as const;

const latency = (q: number): Chart => ({
  title: `Latency p${q * 100}`,
  unit: 'seconds',
  tells: `${q * 100} of 100 requests were answered within this time. Exports are left out.`,
  by,
  read: quantileOf(q, REQUESTS, isAnswer),
});

export const REQUEST_CHARTS: readonly Chart[] = [
  {
    title: 'Requests',
    unit: 'per second',
    tells: 'Answered and broken off requests on the port of the API.',
    by,
    read: rate(`${REQUESTS}_count`),
  },
  {
    title: 'Errors',
    unit: 'ratio',
    tells: 'Share of requests that were answered with a 5xx.',
    by,
    read: share(rate(`${REQUESTS}_count`, isServerError), rate(`${REQUESTS}_count`)),
  },
  {
    title: 'Requests in flight',
    unit: 'number',
    tells: 'Being worked on, or with their answer on its way. It rises before latency does.',
    by,
    read: total('http_server_active_requests'),
  },
  latency(0.5),
  latency(0.95),
  latency(0.99),
  {
    title: 'Request duration, mean',
    unit: 'seconds',
    tells: 'Time of all requests divided by their number. Exports are left out.',
    by,
    read: share(rate(`${REQUESTS}_sum`, isAnswer), rate(`${REQUESTS}_count`, isAnswer)),
  },
  {
    title: 'Answers of the lane',
    unit: 'per second',
    tells: 'Requests that were answered in front of the framework.',
    by,
    read: rate('tenfold_lane_answers_total'),
  },
  {
    title: 'Refused: too much work',
    unit: 'per second',
    tells: 'Answered with 503, because this process has too much of it already.',
    by: ['service', 'reason'],
    read: rate('tenfold_shed_total'),
  },
];

export const PROCESS_CHARTS: readonly Chart[] = [
  {
    title: 'Event-loop utilisation',
    unit: 'ratio',
    tells: 'Share of the last 10 s in which the loop was busy. Near 1, everything waits.',
    by,
    read: greatest('nodejs_eventloop_utilization_ratio'),
  },
  {
    title: 'Event-loop delay p99',
    unit: 'seconds',
    tells: 'How late the loop came to a timer: a long computation shows here.',
    by,
    read: greatest('nodejs_eventloop_delay_p99_seconds'),
  },
  {
    title: 'CPU time',
    unit: 'cores',
    tells: 'Seconds of CPU in a second, of all threads of the process.',
    by,
    read: rate('process_cpu_seconds_total'),
  },
  {
    title: 'Memory',
    unit: 'bytes',
    tells: 'Memory of the process that is in RAM.',
    by,
    read: total('process_resident_memory_bytes'),
  },
  {
    title: 'Heap used',
    unit: 'bytes',
    tells: 'Used part of all spaces of the heap. A floor that rises is a leak.',
    by,
    read: total('v8js_memory_heap_used_bytes'),
  },
  {
    title: 'Garbage collection',
    unit: 'ratio',
    tells: 'Share of time spent in collections.',
    by,
    read: rate('v8js_gc_duration_seconds_sum'),
  },
];
