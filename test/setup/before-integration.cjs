module.exports = require('./postgres.cjs').startPostgres;
