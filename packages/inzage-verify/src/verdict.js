// @ts-check
/**
 * What a comparison came to. `proved`: compared with what did not come from the same hand, and the same. `signed`: as the
 * log itself signed it; nothing from outside says that this is all. `disproved`: compared, and not the same. `not-compared`:
 * there was nothing to compare, or nothing to compare it with; this is never good news.
 *
 * @typedef {object} Verdict
 * @property {'proved' | 'signed' | 'disproved' | 'not-compared'} verdict
 * @property {string} code for programs; does not change
 * @property {string} message one sentence
 * @property {{ readonly from: string, readonly to: string }} [first] the first entry that is not as it should be is among
 *   these, both included; the same number twice where it is known
 * @property {string} [origin]
 * @property {string} [size] how many entries were compared, or the size of the tree
 * @property {'not-compared'} [timeStamp] of a certificate that has one
 * @property {string} [provenTo] how many entries from the beginning are as a checkpoint from outside says
 */

/** Exit status of each verdict. */
export const EXIT = /** @type {const} */ ({ proved: 0, disproved: 1, signed: 2, 'not-compared': 2 });

/**
 * @param {string} code
 * @param {string} message
 * @param {Partial<Verdict>} [more]
 * @returns {Verdict}
 */
export function proved(code, message, more) {
  return { verdict: 'proved', code, message, ...more };
}

/**
 * @param {string} code
 * @param {string} message
 * @param {Partial<Verdict>} [more]
 * @returns {Verdict}
 */
export function signed(code, message, more) {
  return { verdict: 'signed', code, message, ...more };
}

/**
 * @param {string} code
 * @param {string} message
 * @param {Partial<Verdict>} [more]
 * @returns {Verdict}
 */
export function disproved(code, message, more) {
  return { verdict: 'disproved', code, message, ...more };
}

/**
 * @param {string} code
 * @param {string} message
 * @param {Partial<Verdict>} [more]
 * @returns {Verdict}
 */
export function notCompared(code, message, more) {
  return { verdict: 'not-compared', code, message, ...more };
}

/**
 * Entries that the first wrong one is among.
 * @param {bigint | number} from
 * @param {bigint | number} [to] included
 */
export function among(from, to = from) {
  return { first: { from: String(from), to: String(to) } };
}
