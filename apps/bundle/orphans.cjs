// `nest build` writes what there is and takes nothing away. A file of dist that stayed behind when its source became a
// folder would hide that folder: it goes, with all else that no source makes any more.
const { existsSync, readdirSync, rmSync } = require('node:fs');
const { join, relative } = require('node:path');

const FOLDERS = ['apps', 'libs', 'bench', 'tools'];
/** What programs of their own make. */
const OTHERS = ['apps/console', 'apps/bundle'];

/** Paths of all that `nest build` has compiled or copied, ever, below the root of the repository. */
exports.compiledFiles = root => {
  const dist = join(root, 'dist');
  const others = OTHERS.map(name => join(dist, name));
  return FOLDERS.map(folder => join(dist, folder))
    .filter(folder => existsSync(folder))
    .flatMap(folder => readdirSync(folder, { recursive: true, withFileTypes: true }))
    .filter(each => each.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .filter(path => !others.some(other => path.startsWith(other)));
};

exports.removeOrphans = root => {
  for (const path of exports.compiledFiles(root)) {
    const source = join(root, relative(join(root, 'dist'), path));
    if (!existsSync(source) && !existsSync(source.replace(/\.js$/, '.ts'))) rmSync(path);
  }
};

if (require.main === module) exports.removeOrphans(join(__dirname, '../..'));
