export * from './log';
export * from './failure';
export { OnceAMinute } from './once-a-minute';
