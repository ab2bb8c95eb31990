import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { EventRecord } from '#libs/event-store';
import { Executions, type Ended } from '../executions';

/** Carries on what a request asks for in the subject's own stream, from the event that began it. */
export class CarryOnExecution extends Command<Ended> {
  constructor(readonly begun: EventRecord) {
    super();
  }
}

@CommandHandler(CarryOnExecution)
export class CarryOnExecutionHandler implements ICommandHandler<CarryOnExecution> {
  constructor(private readonly executions: Executions) {}

  execute({ begun }: CarryOnExecution): Promise<Ended> {
    return this.executions.carryOn(begun);
  }
}
