export { Audits } from './audits';
export * from './events';
