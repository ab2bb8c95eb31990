export * from './pool';
export * from './migrate';
export * from './lease';
export * from './pause';
export * from './urls';
export * from './entities';
export * from './keyset';
export * from './shown';
