export * from './types';
export * from './refusals';
export * from './runner';
export type { LoadedStream, StreamOf } from './streams';
