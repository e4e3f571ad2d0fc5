import { ExpositionReader, type Snapshot } from './exposition.js';
import type { Vector } from './vector.js';

/** What a service says of its dependencies, by their names. */
export type Reachable = Readonly<Record<string, boolean>>;

interface Scrape {
  readonly at: number;
  readonly snapshot: Snapshot;
}

/** The last scrapes of one service. */
export class ServiceWindow {
  private readonly reader = new ExpositionReader();
  private scrapes: readonly Scrape[] = [];
  private reachable: Reachable = {};
  private answered = false;

  constructor(
    readonly service: string,
    private readonly keptMs: number,
  ) {}

  add(at: number, text: string, reachable: Reachable): void {
    const scrape = { at, snapshot: this.reader.read(text) };
    this.scrapes = [...this.scrapes.filter((old) => old.at >= at - this.keptMs), scrape];
    this.reachable = reachable;
    this.answered = true;
  }

  miss(): void {
    this.answered = false;
  }

  up(): Vector {
    return [{ labels: { service: this.service }, value: Number(this.answered) }];
  }

  /** What it reaches, by the label `dependency`. */
  dependencies(): Vector {
    if (!this.answered) return [];
    return Object.entries(this.reachable).map(([dependency, reached]) => ({
      labels: { service: this.service, dependency },
      value: Number(reached),
    }));
  }

  /** The values as they were told last. */
  latest(metric: string): Vector {
    if (!this.answered) return [];
    return [...(this.scrapes.at(-1)?.snapshot.get(metric) ?? [])].map(([{ labels }, value]) => ({
      labels: { ...labels, service: this.service },
      value,
    }));
  }

  /** What was added a second, of each series. One that begins meanwhile began at 0, and so does one of a service that was restarted. */
  rate(metric: string, overMs: number): Vector {
    const newest = this.scrapes.at(-1);
    const within = this.scrapes.find(({ at }) => newest !== undefined && at >= newest.at - overMs);
    // While nobody looks, there are longer times between two scrapes than that.
    const oldest = within === newest ? this.scrapes.at(-2) : within;
    if (!this.answered || newest === undefined || oldest === undefined || oldest === newest) return [];
    const before = oldest.snapshot.get(metric);
    const seconds = (newest.at - oldest.at) / 1_000;
    return [...(newest.snapshot.get(metric) ?? [])].map(([series, now]) => {
      const then = before?.get(series) ?? 0;
      const value = (now >= then ? now - then : now) / seconds;
      return { labels: { ...series.labels, service: this.service }, value };
    });
  }
}

/** All services at once, as a Prometheus that scrapes them would answer. */
export type Readings = Pick<ServiceWindow, 'up' | 'dependencies' | 'latest' | 'rate'>;

export function readingsOf(windows: readonly ServiceWindow[]): Readings {
  return {
    up: () => windows.flatMap((window) => window.up()),
    dependencies: () => windows.flatMap((window) => window.dependencies()),
    latest: (metric) => windows.flatMap((window) => window.latest(metric)),
    rate: (metric, overMs) => windows.flatMap((window) => window.rate(metric, overMs)),
  };
}
