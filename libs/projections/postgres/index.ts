export * from '../migrations';
export * from '../progress';
export * from '../runner';
export * from '../rebuild';
