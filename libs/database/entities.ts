import type { Pool } from 'pg';
import { DataSource, DefaultNamingStrategy, getMetadataArgsStorage } from 'typeorm';

/** Columns are named as PostgreSQL has them: the member `secretUntil` is `secret_until`. */
class SnakeCase extends DefaultNamingStrategy {
  override columnName(member: string, name: string | undefined): string {
    return name ?? member.replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`);
  }
}

/**
 * Where repositories ask: every entity that is loaded, on connections that somebody else has opened and closes. Tables
 * are made by migrations alone (`synchronize` is off), and nothing is logged: a statement has its parameters with it.
 */
export async function dataSourceOn(pool: Pool): Promise<DataSource> {
  const lent = {
    connect: pool.connect.bind(pool),
    on: () => lent,
    end: (done: () => void) => done(),
  };
  const source = new DataSource({
    type: 'postgres',
    driver: {
      Pool: function Lent() {
        return lent;
      },
    },
    entities: getMetadataArgsStorage().tables.map(({ target }) => target),
    namingStrategy: new SnakeCase(),
    synchronize: false,
    installExtensions: false,
    logging: false,
  });
  return source.initialize();
}
