// What opens and migrates an installation without Nest's container: for what runs beside the service.
export { fileClock } from './file-clock';
export { logMigrations, migrateAll } from './migrate';
export { openLog } from './open';
