export { EDITIONS } from './editions';
export * from './language';
export * from './sound';
export * from './words';
