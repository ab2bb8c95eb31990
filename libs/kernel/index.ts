export * from './brussels';
export * from './duration';
export * from './clock';
export * from './canonical';
export * from './errors';
export * from './ids';
export * from './paging';
export * from './problems';
