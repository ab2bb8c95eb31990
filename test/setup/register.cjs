// `node -r` this: lets a child process of a spec run TypeScript as jest does, from the sources, without a build.
const { readFileSync } = require('node:fs');
const Module = require('node:module');
const { join } = require('node:path');
const { transformSync } = require('@swc/core');

const root = join(__dirname, '../..');
const resolve = Module._resolveFilename;

Module._resolveFilename = function (request, ...rest) {
  const [, house, path] = /^#(libs|apps|tools|features)\/(.*)$/.exec(request) ?? [];
  if (house === 'libs' || house === 'tools')
    return resolve.call(this, join(root, house, path, 'index.ts'), ...rest);
  if (house === 'features') return resolve.call(this, join(root, 'libs/features', `${path}.ts`), ...rest);
  if (house === 'apps') return resolve.call(this, join(root, house, `${path}.ts`), ...rest);
  return resolve.call(this, request, ...rest);
};

require.extensions['.ts'] = (module, filename) => {
  const { code } = transformSync(readFileSync(filename, 'utf8'), {
    filename,
    configFile: join(root, '.swcrc'),
  });
  module._compile(code, filename);
};
