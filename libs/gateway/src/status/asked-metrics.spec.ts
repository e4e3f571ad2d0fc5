import { METRICS } from '@tenfold/observability';
import { CHARTS } from './charts.js';
import { findingsOf } from './checks.js';
import { routesOf } from './routes.js';
import type { Readings } from './service-window.js';
import { Tiles } from './tiles.js';

describe('what the status page asks for', () => {
  const asked = new Set<string>();
  const readings: Readings = {
    up: () => [],
    dependencies: () => [],
    latest: (metric) => {
      asked.add(metric);
      return [];
    },
    rate: (metric) => {
      asked.add(metric);
      return [];
    },
  };

  it('should be metrics that somebody declares', () => {
    for (const chart of Object.values(CHARTS).flat()) chart.read(readings, chart.by);
    new Tiles().of(readings, findingsOf(readings));
    routesOf(readings, 1);
    const parts = /_(?:bucket|sum|count)$/;
    const unknown = [...asked].filter(
      (metric) => !(metric in METRICS) && !(metric.replace(parts, '') in METRICS),
    );
    expect(unknown).toEqual([]);
    expect(asked.size).toBeGreaterThan(20);
  });
});
