/**
 * The suite in its speeds, told apart by what a spec is called and where it stands:
 * `unit`         x.spec.ts in apps, libs, tools and test/architecture: no database, nothing started before it;
 * `integration`  x.integration.spec.ts, anywhere: on databases of its own in a real PostgreSQL;
 * `faults`       test/faults: what breaks, provoked for real;
 * `system`       all else in test: the service's processes.
 * PostgreSQL is started where a spec of the last three is among those that run, and the service is compiled for the last two.
 */
const common = {
  testEnvironment: '<rootDir>/test/setup/environment.cjs',
  // jest's own cleaning up after a spec, of what environment.cjs cleans up.
  testEnvironmentOptions: { globalsCleanup: 'off' },
  runtime: '<rootDir>/test/setup/runtime.cjs',
  transform: { '^.+\\.[jt]s$': ['@swc/jest'] },
  // ESM-only packages that our CommonJS code requires: Node does that by itself, jest needs them transformed.
  transformIgnorePatterns: [
    '/node_modules/(?!(@nestjs|jose|cookie|content-disposition|any-ascii|ical\\.js|intl-messageformat|@formatjs)/)',
  ],
  moduleNameMapper: {
    '^#features/(.*)$': '<rootDir>/libs/features/$1.ts',
    // As the page's build has it: of the catalogue its vocabularies alone.
    '^#libs/catalogue/(.*)$': '<rootDir>/libs/catalogue/$1.ts',
    '^#libs/(.*)$': '<rootDir>/libs/$1/index.ts',
    '^#apps/(.*)$': '<rootDir>/apps/$1.ts',
    '^#tools/(.*)$': '<rootDir>/tools/$1/index.ts',
  },
  setupFilesAfterEnv: ['<rootDir>/test/setup/retry.cjs'],
};
const onService = {
  ...common,
  globalSetup: '<rootDir>/test/setup/before-system.cjs',
  globalTeardown: '<rootDir>/test/setup/stop-postgres.cjs',
  testRegex: ['^(?!.*\\.integration\\.).*\\.spec\\.ts$'],
};
const sources = ['<rootDir>/apps', '<rootDir>/libs', '<rootDir>/tools'];

module.exports = {
  projects: [
    {
      ...common,
      displayName: 'unit',
      roots: [...sources, '<rootDir>/test/architecture'],
      testRegex: ['^(?!.*\\.integration\\.).*\\.spec\\.ts$'],
      setupFiles: ['<rootDir>/test/setup/no-database.cjs'],
      moduleNameMapper: { ...common.moduleNameMapper, '^pg$': '<rootDir>/test/setup/unreachable-pg.cjs' },
    },
    {
      ...common,
      displayName: 'integration',
      globalSetup: '<rootDir>/test/setup/before-integration.cjs',
      globalTeardown: '<rootDir>/test/setup/stop-postgres.cjs',
      roots: [...sources, '<rootDir>/test'],
      testRegex: ['\\.integration\\.spec\\.ts$'],
    },
    {
      ...onService,
      displayName: 'system',
      roots: ['<rootDir>/test'],
      testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/(architecture|faults)/'],
    },
    { ...onService, displayName: 'faults', roots: ['<rootDir>/test/faults'] },
  ],
  testSequencer: '<rootDir>/test/setup/sequencer.cjs',
  testTimeout: 180_000,
  // On two cores: specs of the service wait for processes and deadlines as long as they work.
  maxWorkers: 3,
};
