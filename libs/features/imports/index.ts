export { Imports, type ImportReport } from './imports';
export { ImportsController } from './imports.controller';
