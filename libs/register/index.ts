export * from './kinds';
export * from './entry';
export * from './entries';
export * from './features';
export * from './projection';
export * from './queries';
export * from './export';
export * from './migrations';
