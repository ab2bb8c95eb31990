import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Uuid } from '#libs/kernel';
import { Erasures } from '../erasures';

/** Begins the erasure of whom neither domain, login name nor service was ever for (P05). */
export class ExpireSubject extends Command<void> {
  constructor(readonly subject: Uuid) {
    super();
  }
}

@CommandHandler(ExpireSubject)
export class ExpireSubjectHandler implements ICommandHandler<ExpireSubject> {
  constructor(private readonly erasures: Erasures) {}

  execute({ subject }: ExpireSubject): Promise<void> {
    return this.erasures.expire(subject);
  }
}
