/** The verifier package, in this browser: loaded where something is verified. */
export {
  fromBase64,
  openCheckpoint,
  parseKey,
  verifyInclusion,
} from '../../../../packages/inzage-verify/src/index.js';
