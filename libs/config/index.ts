export * from './config';
export { PROFILES, type Profile, type Variable } from './variable';
export { VARIABLES, variablesTable, type TokenType } from './variables';
