// A child process: loads the files of argv[2] (JSON: { files, planted }) from the sources and writes, for each, which packages
// it loads, itself or by what it loads. `planted`: text that is added to a file, so that a rule can show that it finds it.
const Module = require('node:module');
const { join } = require('node:path');

const root = join(__dirname, '../..');
const { files, planted } = JSON.parse(process.argv[2]);
require('../setup/register.cjs');

const edges = new Map();
const load = Module._load;
Module._load = function (request, parent, ...rest) {
  const from = parent?.filename;
  if (from) {
    const to = Module.isBuiltin(request) ? request : Module._resolveFilename(request, parent);
    if (!edges.has(from)) edges.set(from, new Set());
    edges.get(from).add(to);
  }
  return load.call(this, request, parent, ...rest);
};
const compile = Module.prototype._compile;
Module.prototype._compile = function (code, filename) {
  const more = planted[filename.slice(root.length + 1)] ?? '';
  return compile.call(this, code + more, filename);
};

for (const file of files) require(join(root, file));

function packagesOf(file) {
  const [seen, found, open] = [new Set(), new Set(), [join(root, file)]];
  while (open.length > 0) {
    const at = open.pop();
    if (seen.has(at)) continue;
    seen.add(at);
    const [, name] = /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(at) ?? [];
    if (name) found.add(name);
    else open.push(...(edges.get(at) ?? []));
  }
  return [...found].sort();
}
process.stdout.write(JSON.stringify(Object.fromEntries(files.map(file => [file, packagesOf(file)]))));
