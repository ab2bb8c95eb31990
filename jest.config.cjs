/**
 * The suite in three speeds, told apart by what a spec is called and where it stands:
 * `unit`         x.spec.ts in apps, libs, tools and test/architecture: no database, nothing started before it;
 * `integration`  x.integration.spec.ts, anywhere: on databases of its own in a real PostgreSQL;
 * `system`       all else in test: the service's processes, and faults.
 * PostgreSQL is started where a spec of the last two is among those that run, and the service is compiled for the last.
 */
const common = {
  testEnvironment: 'node',
  transform: { '^.+\\.[jt]s$': ['@swc/jest'] },
  // ESM-only packages that our CommonJS code requires: Node does that by itself, jest needs them transformed.
  transformIgnorePatterns: ['/node_modules/(?!(@nestjs|jose|cookie|content-disposition|any-ascii)/)'],
  moduleNameMapper: {
    '^#libs/(.*)$': '<rootDir>/libs/$1/index.ts',
    '^#apps/(.*)$': '<rootDir>/apps/$1.ts',
    '^#tools/(.*)$': '<rootDir>/tools/$1/index.ts',
  },
  setupFilesAfterEnv: ['<rootDir>/test/setup/retry.cjs'],
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
      ...common,
      displayName: 'system',
      globalSetup: '<rootDir>/test/setup/before-system.cjs',
      globalTeardown: '<rootDir>/test/setup/stop-postgres.cjs',
      roots: ['<rootDir>/test'],
      testRegex: ['^(?!.*\\.integration\\.).*\\.spec\\.ts$'],
      testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/architecture/'],
    },
  ],
  testTimeout: 180_000,
  // Fault tests want the second core for what they provoke: where the result decides, one file at a time.
  maxWorkers: process.env.CI ? 1 : 2,
};
