import type { MetricDefinitions } from './metric-definition.js';

const COLLECTION_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1];

/** The process itself: its loop, its memory, its CPU. */
export const PROCESS_METRICS = {
  nodejs_eventloop_utilization_ratio: {
    type: 'gauge',
    unit: 'ratio',
    help: 'Share of the last 10 s in which the event loop was busy',
    labels: [],
  },
  nodejs_eventloop_time_seconds_total: {
    type: 'counter',
    unit: 'seconds',
    help: 'Time that the event loop was active or idle',
    labels: ['nodejs_eventloop_state'],
  },
  nodejs_eventloop_delay_p50_seconds: {
    type: 'gauge',
    unit: 'seconds',
    help: 'Median of how late the event loop came to a timer, over the last 15 to 30 s',
    labels: [],
  },
  nodejs_eventloop_delay_p99_seconds: {
    type: 'gauge',
    unit: 'seconds',
    help: '99th percentile of how late the event loop came to a timer, over the last 15 to 30 s',
    labels: [],
  },
  nodejs_eventloop_delay_max_seconds: {
    type: 'gauge',
    unit: 'seconds',
    help: 'The latest that the event loop came to a timer, over the last 15 to 30 s',
    labels: [],
  },
  process_cpu_seconds_total: {
    type: 'counter',
    unit: 'seconds',
    help: 'CPU time that the process has taken, user and system together',
    labels: [],
  },
  process_resident_memory_bytes: {
    type: 'gauge',
    unit: 'bytes',
    help: 'Memory of the process that is in RAM',
    labels: [],
  },
  v8js_memory_heap_used_bytes: {
    type: 'gauge',
    unit: 'bytes',
    help: 'Used part of each space of the heap',
    labels: ['v8js_heap_space_name'],
  },
  v8js_memory_heap_space_size_bytes: {
    type: 'gauge',
    unit: 'bytes',
    help: 'Size of each space of the heap',
    labels: ['v8js_heap_space_name'],
  },
  v8js_memory_heap_limit_bytes: {
    type: 'gauge',
    unit: 'bytes',
    help: 'What the heap may grow to before the process ends',
    labels: [],
  },
  v8js_gc_duration_seconds: {
    type: 'histogram',
    unit: 'seconds',
    help: 'Duration of garbage collections by their kind',
    labels: ['v8js_gc_type'],
    buckets: COLLECTION_SECONDS,
  },
  tenfold_build_info: {
    type: 'gauge',
    unit: 'info',
    help: '1, with what this process is',
    labels: ['service', 'version', 'node'],
  },
} as const satisfies MetricDefinitions;
