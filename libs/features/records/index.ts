export { lookupValues } from './lookup-values';
export * from './migrations';
export * from './projection';
export * from './lookups';
export * from './record.sql';
