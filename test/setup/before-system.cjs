const { compile } = require('./compile.cjs');
const { startIssuer } = require('./run-issuer.cjs');
const { startPostgres } = require('./postgres.cjs');

module.exports = async () => {
  await compile();
  await Promise.all([startPostgres(), startIssuer()]);
};
