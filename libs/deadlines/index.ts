export * from './breach';
export * from './clock';
export * from './holidays';
export * from './limits';
export * from './period';
export * from './due';
export * from './reminders';
export * from './trail';
