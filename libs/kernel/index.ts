export * from './brussels';
export * from './clock';
export * from './canonical';
export * from './errors';
export * from './ids';
export * from './problems';
