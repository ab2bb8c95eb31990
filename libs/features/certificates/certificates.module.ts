import { Module } from '@nestjs/common';
import { AuditsModule } from '#features/audits/audits.module';
import { SigningModule } from '#features/signing/signing.module';
import { Certificates } from './certificates';
import { CertificatesController } from './certificates.controller';
import { ReadCertificateHandler } from './queries/read-certificate';

/** Certificates of erasures (Art. 17, Art. 5(2)). */
@Module({
  imports: [AuditsModule, SigningModule],
  controllers: [CertificatesController],
  providers: [
    Certificates,
    // queries
    ReadCertificateHandler,
  ],
})
export class CertificatesModule {}
