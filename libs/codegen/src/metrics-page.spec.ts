import { METRICS } from '@tenfold/observability';
import { metricsPage } from './metrics-page.js';

describe('metricsPage', () => {
  it('should have one anchor for each metric', () => {
    const headings = metricsPage().content.matchAll(/^## (.+)$/gm);
    expect([...headings].map(([, name]) => name)).toEqual(Object.keys(METRICS));
  });

  it('should say what is measured, by which labels and in which buckets', () => {
    const { content } = metricsPage({
      wait_seconds: {
        type: 'histogram',
        unit: 'seconds',
        help: 'Time that somebody waits',
        labels: ['place', 'queue'],
        buckets: [0.1, 1],
        services: ['quiz', 'orders'],
      },
    });
    expect(content).toContain(
      '## wait_seconds\n\nTime that somebody waits.\n\n- Type: histogram, seconds\n- Labels: `place`, `queue`\n- Buckets: 0.1, 1\n- Exported by: quiz, orders\n',
    );
  });
});
