import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { SubjectsModule } from '#features/subjects/subjects.module';
import { ApproveOrderHandler } from './commands/approve-order';
import { ConfirmGroundHandler } from './commands/confirm-ground';
import { DiscloseOrderHandler } from './commands/disclose-order';
import { ExpireOrderHandler } from './commands/expire-order';
import { ExtendSecrecyHandler } from './commands/extend-secrecy';
import { LiftSecrecyHandler } from './commands/lift-secrecy';
import { LookAtOrderHandler } from './commands/look-at-order';
import { RefuseOrderHandler } from './commands/refuse-order';
import { RegisterOrderHandler } from './commands/register-order';
import { WithdrawOrderHandler } from './commands/withdraw-order';
import { Coverage } from './coverage';
import { Order } from './order.entity';
import { OrderController } from './orders.controller';
import { ListBodiesHandler } from './queries/list-bodies';
import { ListOrdersHandler } from './queries/list-orders';
import { ReadOrderHandler } from './queries/read-order';

/** Orders of government bodies (P16). */
@Module({
  imports: [TypeOrmModule.forFeature([Order]), SubjectsModule],
  controllers: [OrderController],
  providers: [
    Coverage,
    // commands
    ApproveOrderHandler,
    ConfirmGroundHandler,
    DiscloseOrderHandler,
    ExpireOrderHandler,
    ExtendSecrecyHandler,
    LiftSecrecyHandler,
    LookAtOrderHandler,
    RefuseOrderHandler,
    RegisterOrderHandler,
    WithdrawOrderHandler,
    // queries
    ListBodiesHandler,
    ListOrdersHandler,
    ReadOrderHandler,
  ],
})
export class OrdersModule {}
