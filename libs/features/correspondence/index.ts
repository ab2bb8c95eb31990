export * from './events';
export { listMatters } from './queries/list-matters';
