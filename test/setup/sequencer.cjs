// What takes longest first, so that no core waits at the end: by speed, and within one by what each spec took before, or,
// where that is not known, by its size (jest's own order).
const { default: TestSequencer } = require('@jest/test-sequencer');

const SPEEDS = ['faults', 'system', 'integration', 'unit'];
const speedOf = test => SPEEDS.indexOf(test.context.config.displayName.name);

module.exports = class Sequencer extends TestSequencer {
  sort(tests) {
    return [...super.sort(tests)].sort((one, other) => speedOf(one) - speedOf(other));
  }
};
