import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readCharts, type Chart } from '../src/charts/chart-folder.js';
import { documentCharts, lintCharts, unittestCharts } from '../src/charts/helm-checks.js';
import { validate } from '../src/charts/kubeconform.js';
import { renderAll } from '../src/charts/rendering.js';
import { checkRules } from '../src/charts/rules.js';
import { scoreCharts } from '../src/charts/score.js';
import { checkValues } from '../src/charts/values-schema.js';

// Real: helm, helm-unittest, helm-docs, kubeconform, kube-score and promtool, as ./tenfold check finds or builds them.
const FIXTURES = join(import.meta.dirname, '../src/charts/fixtures');
const SCHEMAS = join(import.meta.dirname, '../../../charts/schemas');

describe('charts', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'tenfold-charts-'));
    cpSync(FIXTURES, folder, { recursive: true });
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  /** Breaks the copy: the test fails when what should be replaced is not there. */
  function replace(file: string, from: string, to: string): void {
    const path = join(folder, 'good', file);
    const text = readFileSync(path, 'utf8');
    expect(text).toContain(from);
    writeFileSync(path, text.replace(from, to));
  }

  const checks: Readonly<Record<string, (charts: readonly Chart[]) => Promise<readonly string[]>>> = {
    values: async (charts) => charts.flatMap((chart) => checkValues(chart, charts)),
    docs: (charts) => documentCharts(charts, false),
    lint: lintCharts,
    unittest: unittestCharts,
    kubeconform: async (charts) => validate(await renderAll(charts), SCHEMAS),
    score: async (charts) => (await scoreCharts(await renderAll(charts), [])).problems,
    rules: async (charts) => checkRules(charts, await renderAll(charts)),
  };

  function problemsOf(name: string): Promise<readonly string[]> {
    return checks[name]?.(readCharts(folder)) ?? Promise.reject(new Error(`no check ${name}`));
  }

  it.each(Object.keys(checks))('should find nothing wrong with a good chart: %s', async (name) => {
    expect(await problemsOf(name)).toEqual([]);
  });

  it.each([
    ['values', 'values.yaml', 'tag: 1.0.0', 'tga: 1.0.0', 'values.yaml has image.tga'],
    ['values', 'values.schema.json', '"additionalProperties": false,', '', 'is open at its root'],
    ['docs', 'values.yaml', 'Tag of the image', 'Version of the image', 'README.md is not what helm-docs'],
    ['lint', 'ci/three-values.yaml', 'replicas: 3', 'replicsa: 3', 'replicsa'],
    [
      'unittest',
      'templates/workload.yaml',
      'replicas: {{ .Values.replicas }}',
      'replicas: 1',
      'spec.replicas',
    ],
    ['kubeconform', 'templates/workload.yaml', 'replicas: {{', 'replicsa: {{', 'replicsa'],
    ['kubeconform', 'templates/workload.yaml', 'port: http }', 'port: { name: http } }', 'port'],
    [
      'kubeconform',
      'templates/workload.yaml',
      'imagePullPolicy: Always',
      'imagePullPolicy: Allways',
      'one of',
    ],
    ['kubeconform', 'templates/rules.yaml', 'record:', 'recrod:', 'PrometheusRule tenfold-good'],
    [
      'kubeconform',
      'templates/rules.yaml',
      'kind: PrometheusRule',
      'kind: PrometheusRuel',
      'could not find schema',
    ],
    [
      'score',
      'templates/workload.yaml',
      'readOnlyRootFilesystem: true',
      'readOnlyRootFilesystem: false',
      'container-security-context-readonlyrootfilesystem',
    ],
    ['score', 'templates/workload.yaml', 'kind: NetworkPolicy', 'kind: Other', 'pod-networkpolicy'],
    ['rules', 'templates/rules.yaml', 'sum(up', 'summ(up', 'summ'],
    ['rules', 'values.yaml', 'fewest: 2', 'fewest: 1', 'GoodHasFewPods'],
  ])('should find what is wrong: %s of %s', async (name, file, from, to, text) => {
    replace(file, from, to);
    expect((await problemsOf(name)).join('\n')).toContain(text);
  });

  it('should not be excused by an annotation in the chart', async () => {
    replace('templates/workload.yaml', 'imagePullPolicy: Always', 'imagePullPolicy: IfNotPresent');
    const annotations = 'annotations: { kube-score/ignore: container-image-pull-policy }';
    replace('templates/workload.yaml', 'metadata:\n', `metadata:\n  ${annotations}\n`);
    expect((await problemsOf('score')).join('\n')).toContain('container-image-pull-policy');
  });

  it('should be excused by an exception, and name one that excuses nothing', async () => {
    replace('templates/workload.yaml', 'imagePullPolicy: Always', 'imagePullPolicy: IfNotPresent');
    const renderings = await renderAll(readCharts(folder));
    const needed = { check: 'container-image-pull-policy', object: /^Deployment\//, reason: 'a fixture' };
    const others = [
      { ...needed, values: 'ci/no-values.yaml' },
      { ...needed, summary: 'something else' },
      { check: 'pod-probes', reason: 'long ago' },
    ];
    expect(await scoreCharts(renderings, [needed, ...others])).toEqual({
      excused: 2,
      problems: others.map(
        ({ check, reason }) => `the exception from ${check} (${reason}) excuses nothing any more`,
      ),
    });
  });
});
