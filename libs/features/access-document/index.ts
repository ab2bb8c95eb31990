export { ACCESS_FORMAT, AccessDocument } from './answers';
export { fieldsOfDocument } from './fields';
export { accessBlocks } from './blocks';
export { accessPage, accessPdf } from './page';
export { NOT_IN_DOCUMENT, PLACES } from './places';
export { languageIn } from './said';
