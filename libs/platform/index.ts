export * from './beside';
export { Opened } from './opened';
export { DATABASE, PlatformModule, type Ground } from './platform.module';
export { Pools } from './pools';
export { followersOf, projectionRunner, sweepsOf, timerWorker } from './workers';
