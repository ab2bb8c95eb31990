export * from './histories';
export * from './sealing';
