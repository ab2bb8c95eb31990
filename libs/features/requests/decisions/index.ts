export * from './carry-out';
export * from './outcome';
export * from './proof';
export * from './register';
export {
  isSignedIn,
  requireProven,
  requireRegistered,
  PURPOSE,
  type Registered,
  type RequestDecided,
} from './shared';
