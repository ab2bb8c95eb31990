export { Audits } from './audits';
export { AuditsController } from './audits.controller';
export * from './events';
export { auditEntries } from './register-entries';
