export { clear, clearPart, keptPart, passing } from './clear';
export * from './compiled';
export * from './dto';
export * from './forms';
export * from './letter';
export * from './page';
