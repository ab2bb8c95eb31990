export * from './kinds';
export * from './entry';
export * from './entries';
export * from './refusals';
export * from './projection';
export * from './queries';
export * from './export';
export * from './migrations';
