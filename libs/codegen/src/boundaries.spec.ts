import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ESLint, type Linter } from 'eslint';
import tseslint from 'typescript-eslint';

const root = join(import.meta.dirname, '../../..');

const boundaries = '@nx/enforce-module-boundaries';
const imports = '@typescript-eslint/no-restricted-imports';

/** `at` is where the fixture pretends to lie; nothing is written there. */
const refused = [
  { fixture: 'service-imports-service', at: 'services/quiz/src/fixture.ts', rules: [imports] },
  {
    fixture: 'service-reaches-into-service',
    at: 'services/quiz/src/fixture.ts',
    rules: [boundaries],
  },
  { fixture: 'service-imports-tool', at: 'services/quiz/src/fixture.ts', rules: [boundaries] },
  { fixture: 'service-imports-tool', at: 'libs/http/src/fixture.ts', rules: [boundaries] },
  { fixture: 'lib-imports-service', at: 'libs/http/src/fixture.ts', rules: [imports] },
  { fixture: 'lib-reaches-into-service', at: 'libs/http/src/fixture.ts', rules: [boundaries, imports] },
  { fixture: 'deep-import', at: 'services/quiz/src/fixture.ts', rules: [imports] },
  { fixture: 'driver-in-service', at: 'services/quiz/src/fixture.ts', rules: [imports] },
  { fixture: 'test-support-in-service', at: 'services/quiz/src/fixture.ts', rules: [imports] },
  {
    fixture: 'environment-in-service',
    at: 'services/quiz/src/fixture.ts',
    rules: ['no-restricted-properties'],
  },
  { fixture: 'interpolated-statement', at: 'services/quiz/src/fixture.ts', rules: ['no-restricted-syntax'] },
  { fixture: 'clean', at: 'services/quiz/src/Fixture.ts', rules: ['tenfold/kebab-case-file'] },
];

const accepted = [
  { fixture: 'clean', at: 'services/quiz/src/fixture.ts' },
  { fixture: 'driver-in-service', at: 'libs/database/src/fixture.ts' },
  { fixture: 'driver-in-service', at: 'services/quiz/test/fixture.integration-spec.ts' },
  { fixture: 'test-support-in-service', at: 'services/quiz/test/fixture.integration-spec.ts' },
  { fixture: 'environment-in-service', at: 'libs/config/src/fixture.ts' },
];

describe('eslint.config', () => {
  // The rules that ask the type checker need files that exist; the boundaries do not.
  const eslint = new ESLint({
    cwd: root,
    overrideConfig: tseslint.configs.disableTypeChecked as Linter.Config,
  });

  async function rulesBroken(fixture: string, at: string): Promise<(string | null)[]> {
    const text = readFileSync(join(import.meta.dirname, `../test/fixtures/${fixture}.txt`), 'utf8');
    const [result] = await eslint.lintText(text, { filePath: join(root, at) });
    return result?.messages.map(({ ruleId }) => ruleId) ?? [];
  }

  it.each(refused)('should refuse $fixture at $at', async ({ fixture, at, rules }) => {
    expect(await rulesBroken(fixture, at)).toEqual(rules);
  });

  it.each(accepted)('should accept $fixture at $at', async ({ fixture, at }) => {
    expect(await rulesBroken(fixture, at)).toEqual([]);
  });
});

describe('workspace', () => {
  const { workspaces } = readJson<{ workspaces: string[] }>('package.json');
  const projects = workspaces
    .flatMap((pattern) => globSync(`${pattern}/package.json`, { cwd: root }))
    .map((file) => dirname(file));

  it('should find the projects', () => {
    expect(projects).toEqual(expect.arrayContaining(['libs/ids', 'services/orders', 'e2e']));
  });

  it.each(projects)('should tag %s with one type and one scope', (project) => {
    expect(existsSync(join(root, project, 'project.json'))).toBe(true);
    const { tags = [] } = readJson<{ tags?: string[] }>(`${project}/project.json`);
    expect([...tags].sort()).toEqual([
      expect.stringMatching(/^scope:(?:quiz|orders|order-items|shared)$/),
      expect.stringMatching(/^type:(?:service|lib|tool)$/),
    ]);
  });

  function readJson<T>(path: string): T {
    return JSON.parse(readFileSync(join(root, path), 'utf8')) as T;
  }
});
