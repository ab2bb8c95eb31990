// What `pg` is in the project `unit`, for our modules and for packages.
class NoDatabase {
  constructor() {
    throw new Error('a unit spec reaches no database: one that needs it is named x.integration.spec.ts');
  }
}

module.exports = { ...require('pg/lib/index.js'), Client: NoDatabase, Pool: NoDatabase };
