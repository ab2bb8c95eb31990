import { Module } from '@nestjs/common';
import { AccessModule } from '#features/access/access.module';
import { AuditsModule } from '#features/audits/audits.module';
import { RegisterController } from './register.controller';
import { WhoIsResponsible } from './responsible';
import { Silence } from './withheld';

@Module({
  imports: [AccessModule, AuditsModule],
  controllers: [RegisterController],
  providers: [Silence, WhoIsResponsible],
})
export class RegisterModule {}
