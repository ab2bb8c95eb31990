export * from './config';
export { VARIABLES, variablesTable, type Variable, type VariableName } from './variables';

/** Nest's token of the {@link Config}. */
export const CONFIG = Symbol('Config');
