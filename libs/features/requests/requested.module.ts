import { Global, Injectable, Module } from '@nestjs/common';
import { CommandRunner } from '#libs/commands';
import { Requested, type AskedFor } from '#libs/features/subjects';
import type { Uuid } from '#libs/kernel';
import { outstanding } from './guards';
import { requestStreamOf } from './state';

/** Reads a request from its own stream, which is never behind. */
@Injectable()
class RequestedOfStreams extends Requested {
  constructor(private readonly runner: CommandRunner) {
    super();
  }

  async read(request: Uuid): Promise<AskedFor | undefined> {
    const { state } = await this.runner.load(requestStreamOf(request));
    const { kind, subject, registeredBy } = state;
    if (kind === undefined) return undefined;
    const wants = outstanding(state);
    return {
      kind,
      registeredBy,
      ...(subject !== undefined && { subject }),
      ...(wants !== undefined && { wants }),
    };
  }
}

/** Tells features below of requests that their commands name: they do not import this one. */
@Global()
@Module({
  providers: [{ provide: Requested, useClass: RequestedOfStreams }],
  exports: [Requested],
})
export class RequestedModule {}
