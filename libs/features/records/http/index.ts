import { RecordController } from './record.controller';
import { SearchController } from './search.controller';

export { CustomerRecords } from './records';
export { EntrySchema, RecordSchema } from './schemas';
export { Search } from './search';
export const RECORD_CONTROLLERS = [RecordController, SearchController];
