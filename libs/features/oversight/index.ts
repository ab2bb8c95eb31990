import { OversightController } from './oversight.controller';

export { expirySweep } from './expiry.sweep';
export { SubjectLinksProjection } from './links.projection';
export { oversightMigrations } from './migrations';
export { OversightClock } from './oversight.controller';
export * from './queries';
export const OVERSIGHT_CONTROLLERS = [OversightController];
