// `node -r` this: lets a child process of a spec run TypeScript as jest does, from the sources, without a build.
const { createHash, randomUUID } = require('node:crypto');
const { mkdirSync, readFileSync, renameSync, writeFileSync } = require('node:fs');
const Module = require('node:module');
const { join, relative } = require('node:path');

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

/** What sources were compiled to, for the processes that come after: one file for each. */
const cache = join(root, 'node_modules/.cache/sources-of-tests');
mkdirSync(cache, { recursive: true });
const configuration = join(root, '.swcrc');
const how = readFileSync(configuration, 'utf8') + require('@swc/core/package.json').version;

function compiled(source, filename) {
  const place = join(cache, encodeURIComponent(relative(root, filename)));
  const end = `\n//${createHash('sha256').update(how).update(source).digest('hex')}`;
  try {
    const before = readFileSync(place, 'utf8');
    if (before.endsWith(end)) return before;
  } catch {
    // It was not compiled before.
  }
  const { transformSync } = require('@swc/core');
  const { code } = transformSync(source, { filename, configFile: configuration, sourceMaps: false });
  const draft = join(cache, randomUUID());
  writeFileSync(draft, code + end);
  renameSync(draft, place);
  return code;
}

require.extensions['.ts'] = (module, filename) =>
  module._compile(compiled(readFileSync(filename, 'utf8'), filename), filename);
