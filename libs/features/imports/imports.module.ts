import { Module } from '@nestjs/common';
import { ImportCustomerHandler } from './commands/import-customer';
import { ImportCustomersHandler } from './commands/import-customers';
import { ImportsController } from './imports.controller';

/** Import of existing customers. */
@Module({
  controllers: [ImportsController],
  providers: [
    // commands
    ImportCustomerHandler,
    ImportCustomersHandler,
  ],
})
export class ImportsModule {}
