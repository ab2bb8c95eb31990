export * from './composition';
export * from './feature';
