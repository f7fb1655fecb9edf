/**
 * `npm run build`: compiles apps, libs and deploy into dist/ in one pass of `nest build`, and the console into
 * dist/console with Vite; each only when what was built last came from other sources. Plain JavaScript: it runs before
 * there is anything compiled.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const dist = join(root, 'dist');
const SETTINGS = ['tsconfig.json', 'tsconfig.build.json', 'nest-cli.json', 'package-lock.json'];
const CONSOLE = join('apps', 'console');
/** What the demonstration and the faults share with the tests: how to drive browsers and machine clients. */
const DRIVERS = [
  join('test', 'browser', 'support'),
  join('test', 'e2e', 'support'),
  join('test', 'faults'),
  join('test', 'integration', 'link'),
];

const PARTS = [
  {
    name: 'services',
    marker: join(dist, '.built-from'),
    sources: () =>
      sourcesIn(['apps', 'libs', 'deploy', ...DRIVERS], /\.(ts|json)$/).filter(
        (file) => !isUnder(file, CONSOLE),
      ),
    run: () => {
      command(join('@nestjs', 'cli', 'bin', 'nest.js'), 'build');
      removeOrphans();
    },
  },
  {
    name: 'console',
    marker: join(dist, '.console-built-from'),
    sources: () =>
      sourcesIn([CONSOLE, join('libs', 'exchange-model')], /\.(tsx?|json|css|html|svg|webmanifest|js|png)$/),
    run: () =>
      command(
        join('vite', 'bin', 'vite.js'),
        'build',
        '--config',
        join(CONSOLE, 'vite.config.ts'),
        '--logLevel',
        'warn',
      ),
  },
];

/** Builds what changed; gives the seconds it took, 0 when there was nothing to do. */
export function build(report = () => {}) {
  const started = Date.now();
  const stale = PARTS.map((part) => ({ ...part, hash: hashOf(part.sources()) })).filter(
    ({ marker, hash }) => !existsSync(marker) || readFileSync(marker, 'utf8') !== hash,
  );
  for (const { name, marker, hash, run } of stale) {
    report(`building the ${name} …`);
    rmSync(marker, { force: true });
    run();
    writeFileSync(marker, hash);
  }
  if (stale.length === 0) return 0;
  const seconds = (Date.now() - started) / 1000;
  report(`built (${seconds.toFixed(1)} s)`);
  return seconds;
}

function command(script, ...args) {
  const { status } = spawnSync(process.execPath, [join(root, 'node_modules', script), ...args], {
    cwd: root,
    stdio: 'inherit',
  });
  if (status !== 0) throw new Error('the build failed');
}

function hashOf(sources) {
  const hash = createHash('sha256');
  for (const file of [...SETTINGS.map((name) => join(root, name)), ...sources]) {
    hash
      .update(`${relative(root, file)}\0`)
      .update(readFileSync(file))
      .update('\0');
  }
  return hash.digest('hex');
}

function sourcesIn(folders, form) {
  return folders
    .flatMap((folder) => filesUnder(join(root, folder)))
    .filter((file) => form.test(file) && !/\bspec\.tsx?$/.test(file));
}

function isUnder(file, folder) {
  return relative(root, file).startsWith(join(folder, sep));
}

/** What an earlier build left of sources that are gone; a running sandbox keeps everything else under its feet. */
function removeOrphans() {
  const compiled = filesUnder(dist).filter((file) => !isUnder(file, join('dist', 'console')));
  for (const file of compiled) {
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
