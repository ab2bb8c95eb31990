import { Module } from '@nestjs/common';
import { AuditsModule } from '#features/audits/audits.module';
import { ErasureModule } from '#features/erasure/erasure.module';
import { SigningModule } from '#features/signing/signing.module';
import { Certificates } from './certificates';
import { CertificatesController } from './certificates.controller';

@Module({
  imports: [AuditsModule, ErasureModule, SigningModule],
  controllers: [CertificatesController],
  providers: [Certificates],
})
export class CertificatesModule {}
