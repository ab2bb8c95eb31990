import { RecordController } from './record.controller';
import { RegisterController } from './register.controller';
import { SearchController } from './search.controller';

export { Freshness } from './freshness';
export { CustomerRecords } from './records';
export { RecordSchema } from './schemas';
export { WhoIsResponsible } from './responsible';
export { Silence } from './silence';
export { Search } from './search';
export const RECORD_CONTROLLERS = [RecordController, RegisterController, SearchController];
