import { findingsOf } from './checks.js';
import { History, type ChartData } from './history.js';
import { routesOf, type Route } from './routes.js';
import { readingsOf, ServiceWindow, type Reachable } from './service-window.js';
import { worstOf, type State } from './state.js';
import { Tiles, type Tile } from './tiles.js';

export interface StatusTarget {
  readonly service: string;
  /** Of its port for operators. */
  readonly url: string;
}

export interface StatusOptions {
  readonly targets: readonly StatusTarget[];
  /** While somebody looks; ten times as long while nobody does. */
  readonly intervalMs: number;
}

export interface StatusReport {
  readonly state: State;
  readonly intervalMs: number;
  /** The time over which routes are counted. */
  readonly windowMs: number;
  readonly times: readonly number[];
  readonly tiles: readonly Tile[];
  readonly routes: readonly Route[];
  /** Switches of strategies that are off, by service. */
  readonly off: readonly string[];
  readonly charts: readonly ChartData[];
}

/** Nobody has asked for so many intervals: nobody looks. */
const REST_AFTER = 15;
const TIMES_AT_REST = 10;
/** Ten minutes at the usual interval. */
const KEPT_SCRAPES = 300;
/** Routes are asked for seldom: longer than the window of the charts, and a fault still shows within it. */
const ROUTES_MS = 30_000;
/** A page of 1,000 lines has 150 kB; a service that sends more than this is not one of ours. */
const LARGEST_PAGE = 4 * 1024 * 1024;

/** Asks every service for its metrics at an interval, and keeps a short past of what they say. */
export class StatusMonitor {
  private readonly services: readonly { readonly url: string; readonly window: ServiceWindow }[];
  private readonly tiles = new Tiles();
  private readonly history = new History(KEPT_SCRAPES);
  private timer: NodeJS.Timeout | undefined;
  private ticking = false;
  private stopped = false;
  private askedAt = -Infinity;
  private latest: StatusReport | undefined;

  constructor(private readonly options: StatusOptions) {
    this.services = options.targets.map(({ service, url }) => ({
      url,
      window: new ServiceWindow(service, ROUTES_MS),
    }));
  }

  start(): void {
    void this.tick();
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  /** The latest one. Who asks for it is looking; the first after a rest is told the past, and the next one a moment later. */
  report(): StatusReport | undefined {
    const rested = !this.isWatched();
    this.askedAt = performance.now();
    if (rested && !this.ticking && !this.stopped) {
      clearTimeout(this.timer);
      void this.tick();
    }
    return this.latest;
  }

  private isWatched(): boolean {
    return performance.now() - this.askedAt < REST_AFTER * this.options.intervalMs;
  }

  private async tick(): Promise<void> {
    const begun = performance.now();
    this.ticking = true;
    await Promise.all(this.services.map(({ url, window }) => this.scrape(url, window)));
    this.latest = this.summarize();
    this.ticking = false;
    if (this.stopped) return;
    const interval = this.options.intervalMs * (this.isWatched() ? 1 : TIMES_AT_REST);
    const rest = interval - (performance.now() - begun);
    this.timer = setTimeout(() => void this.tick(), Math.max(0, rest)).unref();
  }

  private async scrape(url: string, window: ServiceWindow): Promise<void> {
    try {
      const [text, reachable] = await Promise.all([
        this.get(`${url}/metrics`).then((response) => response.text()),
        this.get(`${url}/readyz`)
          .then(reachableIn)
          .catch((): Reachable => ({})),
      ]);
      if (text.length > LARGEST_PAGE) throw new RangeError('too large to be metrics');
      window.add(Date.now(), text, reachable);
    } catch {
      window.miss();
    }
  }

  /** An answer that is late is none: the next scrape must not wait for it. */
  private get(url: string): Promise<Response> {
    return fetch(url, { signal: AbortSignal.timeout(this.options.intervalMs) });
  }

  private summarize(): StatusReport {
    const readings = readingsOf(this.services.map(({ window }) => window));
    this.history.add(Date.now(), readings);
    const findings = findingsOf(readings);
    const switches = readings.latest('tenfold_strategy_enabled').filter(({ value }) => value === 0);
    return {
      state: worstOf(findings.map(({ state }) => state)),
      intervalMs: this.options.intervalMs,
      windowMs: ROUTES_MS,
      times: [...this.history.times],
      tiles: this.tiles.of(readings, findings),
      routes: routesOf(readings, ROUTES_MS),
      off: switches.map(({ labels }) => `${labels['service']} ${labels['strategy']}`).sort(),
      charts: this.history.charts(),
    };
  }
}

/** `{"details":{"redis":{"reachable":true}, …}}`, as the services' readiness says it. */
async function reachableIn(response: Response): Promise<Reachable> {
  const { details = {} } = (await response.json()) as { details?: Record<string, { reachable?: unknown }> };
  const known = Object.entries(details).filter(([, { reachable }]) => typeof reachable === 'boolean');
  return Object.fromEntries(known.map(([name, { reachable }]) => [name, reachable === true]));
}
