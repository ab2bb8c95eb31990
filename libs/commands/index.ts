export * from './types';
export { requireClient, type ActsFor } from './acts-for';
export * from './refusals';
export * from './runner';
export { sizeOf } from './seal';
export type { LoadedStream, StreamOf } from './streams';
