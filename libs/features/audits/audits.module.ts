import { Module } from '@nestjs/common';
import { Audits } from './audits';
import { AuditsController } from './audits.controller';

@Module({
  controllers: [AuditsController],
  providers: [Audits],
  exports: [Audits],
})
export class AuditsModule {}
