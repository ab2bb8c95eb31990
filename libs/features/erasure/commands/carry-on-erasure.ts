import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { CommandContext } from '#libs/commands';
import type { Uuid } from '#libs/kernel';
import { Erasures } from '../erasures';

/** Takes an erasure on to its end, from wherever it is. `signal`: what is waited for may be left to the next try. */
export class CarryOnErasure extends Command<void> {
  constructor(
    readonly subject: Uuid,
    readonly erasure: Uuid,
    readonly context: CommandContext,
    readonly signal?: AbortSignal,
  ) {
    super();
  }
}

@CommandHandler(CarryOnErasure)
export class CarryOnErasureHandler implements ICommandHandler<CarryOnErasure> {
  constructor(private readonly erasures: Erasures) {}

  execute({ subject, erasure, context, signal }: CarryOnErasure): Promise<void> {
    return this.erasures.carryOn(subject, erasure, context, signal);
  }
}
