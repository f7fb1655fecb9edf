/**
 * `npm run build`: compiles apps, libs and deploy into dist/ in one pass of `nest build`, unless what was built last
 * came from the very same sources. Plain JavaScript: it runs before there is anything compiled.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const dist = join(root, 'dist');
const marker = join(dist, '.built-from');
const SOURCES = ['apps', 'libs', 'deploy'];
const SETTINGS = ['tsconfig.json', 'tsconfig.build.json', 'nest-cli.json', 'package-lock.json'];

/** Builds unless the sources are unchanged; gives the seconds it took, 0 when there was nothing to do. */
export function build(report = () => {}) {
  const hash = sourceHash();
  if (existsSync(marker) && readFileSync(marker, 'utf8') === hash) return 0;

  report('building …');
  const started = Date.now();
  rmSync(marker, { force: true });
  const nest = join(root, 'node_modules', '@nestjs', 'cli', 'bin', 'nest.js');
  const { status } = spawnSync(process.execPath, [nest, 'build'], { cwd: root, stdio: 'inherit' });
  if (status !== 0) throw new Error('the build failed');
  removeOrphans();
  writeFileSync(marker, hash);
  const seconds = (Date.now() - started) / 1000;
  report(`built (${seconds.toFixed(1)} s)`);
  return seconds;
}

function sourceHash() {
  const hash = createHash('sha256');
  const sources = SOURCES.flatMap((folder) => filesUnder(join(root, folder))).filter((file) =>
    isCompiled(file),
  );
  for (const file of [...SETTINGS.map((name) => join(root, name)), ...sources]) {
    hash
      .update(`${relative(root, file)}\0`)
      .update(readFileSync(file))
      .update('\0');
  }
  return hash.digest('hex');
}

function isCompiled(file) {
  return /\.(ts|json)$/.test(file) && !file.endsWith('spec.ts');
}

/** What an earlier build left of sources that are gone; a running sandbox keeps everything else under its feet. */
function removeOrphans() {
  for (const file of filesUnder(dist)) {
    const source = join(root, relative(dist, file)).replace(/\.js(\.map)?$/, '.ts');
    if (/\.js(\.map)?$/.test(file) && !existsSync(source)) rmSync(file);
  }
}

function filesUnder(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .sort((one, other) => (one < other ? -1 : 1));
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) build(console.log);
