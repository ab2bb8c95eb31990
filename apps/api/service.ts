import { Module, type DynamicModule } from '@nestjs/common';
import { PlatformModule, type Ground } from '#libs/platform';

@Module({})
class ServiceModule {}

/** The platform, and every feature on it. */
export async function serviceModule(ground: Ground): Promise<DynamicModule> {
  const modules = await Promise.all(ground.features.flatMap(({ module }) => (module ? [module()] : [])));
  return { module: ServiceModule, imports: [PlatformModule.on(ground), ...modules] };
}
