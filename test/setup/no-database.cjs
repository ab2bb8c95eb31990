// In the project `unit`: no spec reaches a database, not even one that another project has started for this run. Its `pg` is
// unreachable-pg.cjs.
delete process.env.INZAGE_TEST_POSTGRES;
