export * from './addressee';
export * from './html';
export * from './language';
export * from './letter';
export * from './page';
export * from './pdf';
