export { allWritten, GOLDEN, keep, keptOf } from './golden';
export { PREVIEWS } from './previews';
export { writePreviews } from './write';
