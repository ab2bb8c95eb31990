// node results.cjs FILE...: what jest runs with --json found, summed: `passed failed skipped`, then the second tries.
const { existsSync, readFileSync } = require('node:fs');

const runs = process.argv
  .slice(2)
  .filter(existsSync)
  .map(file => JSON.parse(readFileSync(file, 'utf8')));
const sum = (...members) =>
  runs.flatMap(run => members.map(member => run[member])).reduce((a, b) => a + b, 0);
const tests = runs.flatMap(run => run.testResults).flatMap(file => file.assertionResults);
const again = tests.filter(({ invocations = 1 }) => invocations > 1);

// A file that could not be run has no tests that could have failed.
console.log(
  sum('numPassedTests'),
  sum('numFailedTests', 'numRuntimeErrorTestSuites'),
  sum('numPendingTests', 'numTodoTests'),
  again.length,
);
for (const { fullName, status } of again) console.error(`second try, ${status}: ${fullName}`);
