export * from '../../setup/certificate';
export * from './faults';
export * from './log';
export * from './peer';
export * from './stranger';
