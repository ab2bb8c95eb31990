// What takes longest first, so that no core waits at the end: by speed, and within one by what each spec took before. In a fresh
// clone, where that is not known, by its size, together with the file of its name that does its work (kills.spec.ts, kills.ts).
// Faults wait more than they work, until what was killed or cut off is missed: they stand between specs that work meanwhile.
const { statSync } = require('node:fs');
const { default: TestSequencer } = require('@jest/test-sequencer');

const SPEEDS = ['faults', 'system', 'integration', 'unit'];
/** Of other specs after each of the faults. */
const BETWEEN = 4;
const speedOf = ({ context }) => SPEEDS.indexOf(context.config.displayName.name);
const bytesOf = path => statSync(path, { throwIfNoEntry: false })?.size ?? 0;
const sizeOf = ({ path }) => bytesOf(path) + bytesOf(path.replace(/\.spec\.ts$/, '.ts'));

module.exports = class Sequencer extends TestSequencer {
  sort(tests) {
    const sorted = [...super.sort(tests)];
    const isFresh = sorted.every(({ duration }) => duration === undefined);
    return Sequencer.inTurn(isFresh ? sorted.sort((one, other) => sizeOf(other) - sizeOf(one)) : sorted);
  }

  /**
   * @template T
   * @param {readonly T[]} sorted the longest first, whatever their speed
   * @returns {T[]}
   */
  static inTurn(sorted) {
    const [faults, others] = [sorted.filter(test => speedOf(test) === 0), sorted.filter(speedOf)];
    others.sort((one, other) => speedOf(one) - speedOf(other));
    const between = faults.flatMap((fault, n) => [fault, ...others.slice(n * BETWEEN, (n + 1) * BETWEEN)]);
    return [...between, ...others.slice(faults.length * BETWEEN)];
  }
};
