const { compile } = require('./compile.cjs');
const { startPostgres } = require('./postgres.cjs');

module.exports = async () => {
  await compile();
  await startPostgres();
};
