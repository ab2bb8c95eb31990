export { fieldsIn, given, seen } from './seen';
export { currentValues } from './current-values.sql';
export { lookupValues } from './lookup-values';
export * from './migrations';
export * from './projection';
export * from './lookups.projection';
export * from './record.sql';
