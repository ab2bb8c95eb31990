export * from './copy';
export * from './types';
