export * from './call';
export * from './caller';
export * from './endpoint';
export * from './handle';
export * from './invalid';
export { parseBody, parseText, refuseText } from './json';
export * from './schema';
export * from './roles';
