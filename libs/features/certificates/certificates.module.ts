import { Module } from '@nestjs/common';
import { AuditsModule } from '#features/audits/audits.module';
import { SigningModule } from '#features/signing/signing.module';
import { Certificates } from './certificates';
import { CertificatesController } from './certificates.controller';

@Module({
  imports: [AuditsModule, SigningModule],
  controllers: [CertificatesController],
  providers: [Certificates],
})
export class CertificatesModule {}
