import { readdirSync } from 'node:fs';
import nx from '@nx/eslint-plugin';
import { builtinRules } from 'eslint/use-at-your-own-risk';
import tseslint from 'typescript-eslint';

/** One door per technology: the only project that may know it. Everybody else uses what that project exports. */
const DOORS = {
  nats: { packages: ['@nats-io/*'], door: 'libs/messaging' },
  redis: { packages: ['ioredis'], door: 'libs/cache and libs/limits' },
  pg: { packages: ['pg'], door: 'libs/database, libs/resharding, and libs/cli, which runs the servers,' },
  typeorm: { packages: ['typeorm', '@nestjs/typeorm'], door: 'libs/database, entities and migrations' },
  fastify: {
    packages: ['fastify', '@fastify/*', '@nestjs/platform-fastify'],
    door: 'libs/bootstrap and libs/gateway',
    // A controller may name the type of the reply that it is handed.
    allowTypeImports: true,
  },
  jose: { packages: ['jose'], door: 'libs/identity' },
  prometheus: { packages: ['prom-client'], door: 'libs/observability' },
  opentelemetry: { packages: ['@opentelemetry/*'], door: 'libs/observability' },
  testing: { packages: ['@tenfold/testing'], door: 'specs and test/ folders' },
};

/** They export nothing: a service is talked to, by its contracts, and never imported. */
const SERVICES = readdirSync(new URL('services', import.meta.url)).map((name) => `@tenfold/${name}`);

/** Which doors stand open where. */
const PLACES = [
  { in: 'libs/messaging', open: ['nats'] },
  { in: 'libs/cache', open: ['redis'] },
  { in: 'libs/limits', open: ['redis'] },
  { in: 'libs/database', open: ['pg', 'typeorm'] },
  { in: 'libs/bootstrap', open: ['fastify'] },
  { in: 'libs/gateway', open: ['fastify'] },
  { in: 'libs/identity', open: ['jose'] },
  { in: 'libs/observability', open: ['prometheus', 'opentelemetry'] },
  { in: 'libs/cli', open: ['pg'] },
  { in: 'libs/resharding', open: ['pg'] },
  { in: 'libs/testing', open: ['pg', 'nats', 'redis', 'fastify'] },
  // It judges what the others' doors let through, so it has doors of its own.
  { in: 'libs/chaos', open: ['pg', 'nats'] },
  // It makes the peers' tables, in a database that is gone after the run.
  { in: 'bench', open: ['pg'] },
];
const ENTITIES = ['services/*/src/**/*.entity.ts', 'services/*/src/**/{entities,database}/**/*.ts'];

const TESTS = ['**/*spec.ts', '**/test/**/*.ts', 'e2e/src/**/*.ts'];

function restrictedImports(open) {
  const doors = Object.entries(DOORS)
    .filter(([name]) => !open.includes(name))
    .map(([, { packages, door, allowTypeImports = false }]) => ({
      allowTypeImports,
      group: packages.flatMap((name) => (name.endsWith('/*') ? [name] : [name, `${name}/*`])),
      message: `One door per technology: only ${door} may import this.`,
    }));
  return [
    'error',
    {
      paths: [
        { name: 'node:process', message: 'Use the global process; its env belongs to @tenfold/config.' },
      ],
      patterns: [
        // What has to be loaded before everything else cannot be part of an entry that loads more.
        {
          group: ['@tenfold/*/*', '!@tenfold/observability/register'],
          message: 'Import a project by its public entry, @tenfold/<name>.',
        },
        { group: SERVICES, message: 'A service is never imported: talk to it by @tenfold/contracts.' },
        // Nx sees to it that a relative import stays in its project; this keeps it readable.
        { regex: '^(?:\\.\\./){3}', message: 'Too far up: move the file, or what it needs.' },
        ...doors,
      ],
    },
  ];
}

const code = (files, open) => ({
  files,
  rules: { '@typescript-eslint/no-restricted-imports': restrictedImports(open) },
});

/** A test may look at the rows, so `pg` is open to all of them. */
const tests = (files, open) => code(files, [...open, 'pg', 'testing']);

const shape = [
  { selector: 'ExportDefaultDeclaration', message: 'Export by name.' },
  { selector: "ExportSpecifier[exported.name='default']", message: 'Export by name.' },
  { selector: 'TSEnumDeclaration', message: 'Use a union of literals or a constant object.' },
  {
    selector: 'TSInterfaceDeclaration[id.name=/^I[A-Z]/]',
    message: 'Name an interface for what it is, without I.',
  },
];

const statements = ['query', 'execute'].flatMap((method) => [
  {
    selector: `CallExpression[callee.property.name='${method}'] > TemplateLiteral.arguments[expressions.length>0]`,
    message: 'SQL takes values as parameters ($1), never by interpolation.',
  },
  {
    selector: `CallExpression[callee.property.name='${method}'] > BinaryExpression.arguments[operator='+']`,
    message: 'SQL takes values as parameters ($1), never by concatenation.',
  },
]);

const titles = {
  selector: "CallExpression[callee.name='it'] > Literal.arguments:first-child:not([value=/^should /])",
  message: "A title says what the thing should do: it('should ...').",
};

const local = {
  rules: {
    // ESLint gives a rule one severity; the same rule under a second name gives the guide (warn) and the limit (error).
    'long-file': builtinRules.get('max-lines'),
    'kebab-case-file': {
      meta: {
        type: 'problem',
        schema: [],
        messages: { name: 'Name files in kebab-case with a role suffix.' },
      },
      create: (context) => ({
        Program(node) {
          const name = context.filename.replaceAll('\\', '/').split('/').at(-1) ?? '';
          if (!/^[a-z0-9]+(?:[-.][a-z0-9]+)*$/.test(name)) context.report({ node, messageId: 'name' });
        },
      }),
    },
  },
};

const constraint = (sourceTag, onlyDependOnLibsWithTags) => ({ sourceTag, onlyDependOnLibsWithTags });

export default tseslint.config(
  { ignores: ['**/dist/**', '**/node_modules/**', '.nx/**', '.tenfold/**', 'coverage/**'] },
  {
    files: ['**/*.ts', '**/*.mts'],
    extends: [tseslint.configs.base],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    plugins: { '@nx': nx, tenfold: local },
    rules: {
      '@nx/enforce-module-boundaries': [
        'error',
        {
          // A command that few need is loaded when it is asked for; nothing here is split into bundles.
          checkDynamicDependenciesExceptions: ['.*'],
          // Only tests import it (see DOORS), so a way back to the library under test is none at run time.
          ignoredCircularDependencies: [['testing', '*']],
          depConstraints: [
            constraint('type:service', ['type:lib']),
            constraint('type:lib', ['type:lib']),
            constraint('type:tool', ['type:lib', 'type:tool']),
            constraint('scope:quiz', ['scope:quiz', 'scope:shared']),
            constraint('scope:orders', ['scope:orders', 'scope:shared']),
            constraint('scope:order-items', ['scope:order-items', 'scope:shared']),
            constraint('scope:shared', ['scope:shared']),
          ],
        },
      ],
      'tenfold/kebab-case-file': 'error',
      'tenfold/long-file': ['warn', { max: 300, skipBlankLines: true }],
      'max-lines': ['error', { max: 400, skipBlankLines: true }],
      'no-console': 'error',
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'Read the environment through @tenfold/config.' },
      ],
      'no-restricted-syntax': ['error', ...shape, ...statements],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-constant-condition': ['error', { checkLoops: false }],
      'no-control-regex': 'error',
      'no-debugger': 'error',
      'no-duplicate-imports': ['error', { allowSeparateTypeImports: true }],
      'no-else-return': 'error',
      'no-empty': 'error',
      'no-eval': 'error',
      'no-implied-eval': 'error',
      'no-var': 'error',
      'object-shorthand': 'error',
      'prefer-const': 'error',
      '@typescript-eslint/ban-ts-comment': 'error',
      '@typescript-eslint/consistent-type-definitions': ['error', 'interface'],
      '@typescript-eslint/no-empty-object-type': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/no-require-imports': 'error',
      '@typescript-eslint/no-unsafe-function-type': 'error',
      '@typescript-eslint/no-unused-expressions': 'error',
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
      // These ask the type checker. They are the ones that find lost errors, and all that the time budget pays for.
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { inheritedMethods: false } }],
      '@typescript-eslint/only-throw-error': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
    },
  },

  code(['**/*.ts'], []),
  code(ENTITIES, ['typeorm']),
  tests(TESTS, []),
  tests(['services/*/src/**/*spec.ts', 'services/*/test/**/*.ts'], ['typeorm']),
  ...PLACES.flatMap(({ in: folder, open }) => [
    code([`${folder}/src/**/*.ts`], open),
    tests([`${folder}/src/**/*spec.ts`, `${folder}/test/**/*.ts`], open),
  ]),

  // Peers are what others write without our libraries: each uses the technology that it stands for, as its documentation says.
  code(['bench/peers/**/*.ts'], ['nats', 'redis', 'pg', 'typeorm', 'fastify']),

  // A request has a trace where somebody has begun it: here the test.
  tests(['libs/bootstrap/test/request-meter.spec.ts'], ['fastify', 'opentelemetry']),

  // Contracts that implementations of a library are tested with.
  tests(['libs/{cache,delivery}/src/testing/**/*.ts'], []),

  // Code that writes schemas puts names, which cannot be parameters, into statements of its own.
  {
    files: [
      'libs/database/**/*.ts',
      'libs/resharding/**/*.ts',
      'libs/delivery/**/*.ts',
      'libs/testing/src/plan-database.ts',
      'bench/**/*.ts',
      'services/*/src/database/**/*.ts',
    ],
    rules: { 'no-restricted-syntax': ['error', ...shape] },
  },
  {
    files: TESTS,
    rules: {
      'no-restricted-properties': 'off',
      'no-restricted-syntax': ['error', ...shape, titles],
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unused-expressions': 'off',
    },
  },
  {
    files: ['libs/config/**', 'libs/cli/**', 'libs/testing/**'],
    rules: { 'no-restricted-properties': 'off' },
  },
  // Programs that talk to a person.
  {
    files: ['libs/config/**', 'libs/cli/**', 'libs/codegen/**', 'libs/importer/**'],
    rules: { 'no-console': 'off' },
  },
);
