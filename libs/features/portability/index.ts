export { PortabilityDocument, PORTABILITY_FORMAT, PORTABILITY_SCHEMA } from './answers';
export { fieldsProvided, portable } from './portable';
export { vCard } from './vcard';
