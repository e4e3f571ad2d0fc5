import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkSkaffold, variableOf } from './skaffold.js';

const GOOD = `
metadata: { name: good }
.release: &release
  name: good
  chartPath: charts/good
  setValueTemplates:
    image.repository: '{{.IMAGE_REPO_tenfold_order_items}}'
    image.tag: '{{.IMAGE_TAG_tenfold_order_items}}@{{.IMAGE_DIGEST_tenfold_order_items}}'
build:
  artifacts:
    - image: tenfold/order-items
      docker: { dockerfile: Dockerfile, buildArgs: { SERVICE: order-items } }
deploy: { helm: { releases: [{ <<: *release }] } }
profiles:
  - name: dev
    patches: [{ op: add, path: /build/local/push, value: false }]
    deploy: { helm: { releases: [{ <<: *release, valuesFiles: [charts/good/ci/three-values.yaml] }] } }
`;

describe(checkSkaffold, () => {
  let root: string;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'tenfold-skaffold-'));
    mkdirSync(join(root, 'services/order-items'), { recursive: true });
    writeFileSync(join(root, 'Dockerfile'), '');
    cpSync(join(import.meta.dirname, 'fixtures'), join(root, 'charts'), { recursive: true });
  });

  afterEach(() => {
    rmSync(root, { recursive: true });
  });

  function problemsOf(text: string): string[] {
    writeFileSync(join(root, 'skaffold.yaml'), text);
    return checkSkaffold(root);
  }

  it('should find nothing wrong with a good file', () => {
    expect(problemsOf(GOOD)).toEqual([]);
  });

  it.each([
    ['dockerfile: Dockerfile', 'dockerfile: Dockerfiel', 'there is no Dockerfiel'],
    ['SERVICE: order-items', 'SERVICE: orderitems', 'SERVICE names no folder of services/: orderitems'],
    ['chartPath: charts/good', 'chartPath: charts/goood', 'there is no charts/goood'],
    ['three-values', 'four-values', 'there is no charts/good/ci/four-values.yaml'],
    ['image.tag:', 'image.tga:', 'charts/good has no value image.tga'],
    ['REPO_tenfold_order_items', 'REPO_order_items', 'IMAGE_REPO_order_items belongs to no artifact'],
    [
      '@{{.IMAGE_DIGEST_tenfold_order_items}}',
      '',
      'IMAGE_DIGEST_tenfold_order_items is not given to the chart',
    ],
    ['/build/local/push', '/build/artifacts/0/context', 'names a place in a list'],
  ])('should find what is wrong: %s, written as %s', (from, to, problem) => {
    expect(GOOD).toContain(from);
    expect(problemsOf(GOOD.replace(from, to)).join('\n')).toContain(problem);
  });
});

describe(variableOf, () => {
  it('should name an image as skaffold does', () => {
    expect(variableOf('TAG', 'registry.example.com:5000/a/order-items')).toBe(
      'IMAGE_TAG_registry_example_com_5000_a_order_items',
    );
  });
});
