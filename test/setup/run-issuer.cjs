// One development issuer for the whole run, beside PostgreSQL; it ends with its standard input, so with this process.
const { spawn } = require('node:child_process');
const { once } = require('node:events');
const { join } = require('node:path');
const { createInterface } = require('node:readline');

/** Two projects may ask for it in one run. */
exports.startIssuer = async () => {
  if (process.env.INZAGE_TEST_ISSUER) return;
  const main = join(__dirname, '../../dist/apps/issuer/main.js');
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', main], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit').then(([code]) => Promise.reject(new Error(`the issuer ended: ${code}`)));
  const [url] = await Promise.race([once(createInterface(child.stdout), 'line'), ended]);
  process.env.INZAGE_TEST_ISSUER = url;
  for (const each of [child, child.stdin, child.stdout]) each.unref();
};
