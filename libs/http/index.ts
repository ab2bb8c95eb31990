export * from './call';
export * from './caller';
export * from './endpoint';
export * from './handle';
export * from './invalid';
export * from './schema';
export * from './scopes';
