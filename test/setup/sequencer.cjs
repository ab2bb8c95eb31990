// What takes longest first, so that no core waits at the end: by speed, and within one by what each spec took before. In a fresh
// clone, where that is not known, by its size, together with the file of its name that does its work (kills.spec.ts, kills.ts).
const { statSync } = require('node:fs');
const { default: TestSequencer } = require('@jest/test-sequencer');

const SPEEDS = ['faults', 'system', 'integration', 'unit'];
const speedOf = test => SPEEDS.indexOf(test.context.config.displayName.name);
const bytesOf = path => statSync(path, { throwIfNoEntry: false })?.size ?? 0;
const sizeOf = ({ path }) => bytesOf(path) + bytesOf(path.replace(/\.spec\.ts$/, '.ts'));

module.exports = class Sequencer extends TestSequencer {
  sort(tests) {
    const sorted = [...super.sort(tests)];
    const isFresh = sorted.every(({ duration }) => duration === undefined);
    return sorted.sort(
      (one, other) => speedOf(one) - speedOf(other) || (isFresh ? sizeOf(other) - sizeOf(one) : 0),
    );
  }
};
