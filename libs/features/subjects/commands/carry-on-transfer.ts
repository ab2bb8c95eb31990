import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { EventRecord } from '#libs/event-store';
import { Transfers } from '../transfers';

/** Carries on a transfer of a domain name from the event that began it (P05, P10). Answers what became of it. */
export class CarryOnTransfer extends Command<'completed' | 'failed'> {
  constructor(readonly begun: EventRecord) {
    super();
  }
}

@CommandHandler(CarryOnTransfer)
export class CarryOnTransferHandler implements ICommandHandler<CarryOnTransfer> {
  constructor(private readonly transfers: Transfers) {}

  execute({ begun }: CarryOnTransfer): Promise<'completed' | 'failed'> {
    return this.transfers.carryOn(begun);
  }
}
