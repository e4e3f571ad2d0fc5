import { readFileSync } from 'node:fs';

const swc = { ...JSON.parse(readFileSync(new URL('.swcrc', import.meta.url), 'utf8')), swcrc: false };

/** The three tiers differ only in the file name; `--selectProjects unit` and so on picks one. */
const tier = (displayName, suffix, extra = {}) => ({
  displayName,
  rootDir: import.meta.dirname,
  roots: ['<rootDir>/libs', '<rootDir>/services', '<rootDir>/e2e', '<rootDir>/bench'],
  testEnvironment: 'node',
  testEnvironmentOptions: { customExportConditions: ['@tenfold/source', 'node', 'node-addons'] },
  testMatch: [`**/*${suffix}.ts`],
  modulePathIgnorePatterns: ['<rootDir>/.*/dist/'],
  extensionsToTreatAsEsm: ['.ts'],
  // TypeScript sources import one another as `./x.js`, the name they have once compiled.
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: { '^.+\\.ts$': ['@swc/jest', swc] },
  ...extra,
});

export default {
  // Waits end when their condition holds; this bounds what hangs.
  testTimeout: 30_000,
  projects: [tier('unit', '.spec'), tier('integration', '.integration-spec'), tier('e2e', '.e2e-spec')],
};
