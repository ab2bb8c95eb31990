/** One jest run is the whole suite: unit, contract, architecture, faults, e2e. */
module.exports = {
  testEnvironment: 'node',
  roots: ['<rootDir>/apps', '<rootDir>/libs', '<rootDir>/test', '<rootDir>/tools'],
  testMatch: ['**/*.spec.ts'],
  transform: { '^.+\\.[jt]s$': ['@swc/jest'] },
  // ESM-only packages that our CommonJS code requires: Node does that by itself, jest needs them transformed.
  transformIgnorePatterns: ['/node_modules/(?!(@nestjs|jose|cookie|content-disposition|any-ascii)/)'],
  moduleNameMapper: {
    '^#libs/(.*)$': '<rootDir>/libs/$1/index.ts',
    '^#apps/(.*)$': '<rootDir>/apps/$1.ts',
    '^#tools/(.*)$': '<rootDir>/tools/$1/index.ts',
  },
  globalSetup: '<rootDir>/test/setup/global-setup.cjs',
  globalTeardown: '<rootDir>/test/setup/global-teardown.cjs',
  setupFilesAfterEnv: ['<rootDir>/test/setup/retry.cjs'],
  testTimeout: 180_000,
  // Fault tests want the second core for what they provoke: where the result decides, one file at a time.
  maxWorkers: process.env.CI ? 1 : 2,
};
