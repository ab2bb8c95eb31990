export { Audits } from './audits';
export * from './events';
export { auditEntries } from './register-entries';
