import { Module } from '@nestjs/common';
import { SubjectsModule } from '#features/subjects/subjects.module';
import { ExpireOrderHandler } from './commands/expire-order';
import { Coverage } from './covered';
import { OrderCommandHandler } from './order-command.handler';
import { OrderController } from './order.controller';
import { Orders } from './orders';

@Module({
  imports: [SubjectsModule],
  controllers: [OrderController],
  providers: [OrderCommandHandler, ExpireOrderHandler, Coverage, Orders],
})
export class OrdersModule {}
