// `node -r` this: lets a child process of a spec run TypeScript as jest does, from the sources, without a build.
const { readFileSync } = require('node:fs');
const Module = require('node:module');
const { join } = require('node:path');
const { transformSync } = require('@swc/core');

const root = join(__dirname, '../..');
/** As package.json's imports, from the sources. */
const SOURCES = [
  [/^#features\/(.*)$/, path => `libs/features/${path}.ts`],
  [/^#libs\/(.*)$/, path => `libs/${path}/index.ts`],
  [/^#apps\/(.*)$/, path => `apps/${path}.ts`],
  [/^#tools\/(.*)$/, path => `tools/${path}/index.ts`],
];
const resolve = Module._resolveFilename;

Module._resolveFilename = function (request, ...rest) {
  for (const [pattern, file] of SOURCES) {
    const [, path] = pattern.exec(request) ?? [];
    if (path) return resolve.call(this, join(root, file(path)), ...rest);
  }
  return resolve.call(this, request, ...rest);
};

require.extensions['.ts'] = (module, filename) => {
  const { code } = transformSync(readFileSync(filename, 'utf8'), {
    filename,
    configFile: join(root, '.swcrc'),
  });
  module._compile(code, filename);
};
