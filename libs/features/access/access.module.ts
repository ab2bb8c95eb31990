import { Module } from '@nestjs/common';
import { Looks } from './looks';

@Module({
  providers: [Looks],
  exports: [Looks],
})
export class AccessModule {}
