export * from './brussels';
export * from './duration';
export * from './clock';
export * from './canonical';
export * from './errors';
export * from './ids';
export * from './moments';
export * from './problems';
