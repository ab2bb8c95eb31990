import { Module } from '@nestjs/common';
import { Imports } from './imports';
import { ImportsController } from './imports.controller';

@Module({
  controllers: [ImportsController],
  providers: [Imports],
})
export class ImportsModule {}
