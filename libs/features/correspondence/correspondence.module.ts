import { Module } from '@nestjs/common';
import { MatterCommandHandler } from './matter-command.handler';
import { Matters } from './matters';
import { MattersController } from './matters.controller';

@Module({
  controllers: [MattersController],
  providers: [MatterCommandHandler, Matters],
})
export class CorrespondenceModule {}
