export * from './certificate';
export * from './faults';
export * from './log';
export * from './peer';
