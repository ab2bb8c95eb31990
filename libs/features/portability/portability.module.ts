import { Module } from '@nestjs/common';
import { PortabilityController } from './portability.controller';

/** The format in which persons take their data along (Art. 20). */
@Module({ controllers: [PortabilityController] })
export class PortabilityModule {}
