import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parse } from 'yaml';
import { ALERT_GROUPS } from './index.js';

const ROOT = join(import.meta.dirname, '../../../..');

const alerts = ALERT_GROUPS.flatMap(({ rules }) => rules).filter((rule) => rule.alert !== undefined);
const names = alerts.map(({ alert }) => alert).sort();

interface TestFile {
  readonly tests: readonly {
    readonly alert_rule_test?: readonly {
      readonly alertname: string;
      readonly exp_alerts?: readonly object[];
    }[];
  }[];
}

const expectations = globSync('charts/tenfold/promtool/*_test.yaml', { cwd: ROOT })
  .flatMap((file) => (parse(readFileSync(join(ROOT, file), 'utf8')) as TestFile).tests)
  .flatMap(({ alert_rule_test: list = [] }) => list);

describe('alerts', () => {
  it('should have names that differ, and say whose they are', () => {
    expect(new Set(names).size).toBe(names.length);
    expect(names.filter((name) => !/^Tenfold[A-Z]/.test(name))).toEqual([]);
  });

  it('should name a label only where the query keeps it', () => {
    for (const { alert, expr, summary, description } of alerts) {
      const used = [...`${summary} ${description}`.matchAll(/\$labels\.(\w+)/g)].map(
        ([, label]) => label ?? '',
      );
      // Of a selector alone, or of what was recorded, every label is left.
      const kept = expr.startsWith('up{') || expr.includes('tenfold:slo_errors');
      if (!kept) expect([alert, used.filter((label) => !expr.includes(label))]).toEqual([alert, []]);
    }
  });

  it('should each have a page, and every page an alert', () => {
    const pages = globSync('docs/runbooks/*.md', { cwd: ROOT }).map((file) => basename(file, '.md'));
    expect(pages.filter((page) => page !== 'README').sort()).toEqual(names);
  });

  it.each(names)('should be explained under the same headings: %s', (name) => {
    const page = readFileSync(join(ROOT, 'docs/runbooks', `${name}.md`), 'utf8');
    expect(page.split('\n')[0]).toBe(`# ${name}`);
    expect(page.match(/^## .*/gm)).toEqual([
      '## What users see',
      '## First look',
      '## What to do',
      '## When it is false',
    ]);
  });

  it('should each be tested for firing and for silence', () => {
    const tested = (fires: boolean): string[] =>
      expectations
        .filter(({ exp_alerts: expected = [] }) => expected.length > 0 === fires)
        .map(({ alertname }) => alertname);
    expect([...new Set(tested(true))].sort()).toEqual(names);
    expect([...new Set(tested(false))].sort()).toEqual(names);
  });
});
