// @ts-check
/** What Node.js and a browser page can import; `src/node` has the command line and the witness. */
export { fromBase64, toBase64 } from './bytes.js';
export { parseStatement, verifyCertificate } from './certificate.js';
export { openCheckpoint, parseCheckpoint } from './checkpoint.js';
export { verifyEvents } from './events.js';
export { verifyExport } from './export.js';
export { cosigned, keyId, openNote, parseKey, parseNote } from './note.js';
export { parseInclusion, verifyConsistency, verifyInclusion } from './proofs.js';
export { checkConsistency, checkInclusion, emptyRoot, leafHash, nodeHash, Tree } from './tree.js';
export { EXIT } from './verdict.js';
