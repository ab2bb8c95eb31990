import type { DynamicModule } from '@nestjs/common';
import { ConfigModule, getConfigToken, registerAs } from '@nestjs/config';
import type { Config } from '../config';

/** The settings in Nest's container, by `@nestjs/config`: injected by this token, or one at a time by ConfigService. */
const NAME = 'inzage';
export const CONFIG = getConfigToken(NAME);
export const configModule = (config: Config): Promise<DynamicModule> =>
  ConfigModule.forRoot({ isGlobal: true, ignoreEnvFile: true, load: [registerAs(NAME, () => config)] });
