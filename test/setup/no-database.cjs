// In the project `unit`: no spec reaches a database, not even one that another project has started for this run.
delete process.env.INZAGE_TEST_POSTGRES;

class NoDatabase {
  constructor() {
    throw new Error('a unit spec reaches no database: one that needs it is named x.integration.spec.ts');
  }
}

jest.mock('pg', () => ({ ...jest.requireActual('pg'), Client: NoDatabase, Pool: NoDatabase }));
