export * from './log';
export * from './failure';
