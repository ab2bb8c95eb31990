export { allWritten, GOLDEN, keep, keptOf, readsAs } from './golden';
export { PREVIEWS } from './previews';
export { writePreviews } from './write';
