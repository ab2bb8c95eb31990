import type { Pool } from 'pg';
import type { Leases } from '#libs/database';

/**
 * The service role's connections to read models and register. Queries have their own (Nest's token: `Pool`), so that
 * they and the projections do not wait for each other; leases too: a turn must not be lost because its holder is busy.
 */
export class Pools {
  constructor(
    readonly workers: Pool,
    readonly leases: Leases,
  ) {}
}

/** A renewal does not wait for one that asks for a turn, and there are answers soon enough for a second try before the lease is lost. */
export const LEASES = {
  max: 2,
  connectionTimeoutMillis: 1_500,
  statement_timeout: 1_500,
  query_timeout: 1_500,
};
