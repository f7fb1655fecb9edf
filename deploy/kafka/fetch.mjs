/**
 * Puts the Kafka distribution declared in pom.xml beside this file into `.cache/kafka/<hash of pom.xml>/libs`.
 * Plain JavaScript, because it runs before anything is installed or built. A half download is never taken for a
 * whole one: jars go to a folder of this process, which gets its marker and is then renamed into place.
 */
import { spawn } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const KAFKA = join(here, 'pom.xml');
const MARKER = 'complete';

/** The folder the jars of this pom.xml belong in, fetched or not. */
export function kafkaHome(pom = KAFKA) {
  const hash = createHash('sha256').update(readFileSync(pom)).digest('hex').slice(0, 16);
  return join(here, '..', '..', '.cache', 'kafka', hash);
}

/**
 * Fetches unless present. Gives the folder of the jars and the seconds the download took, 0 when it was there.
 * Another pom.xml is another set of jars, such as what the benchmarks compare with.
 */
export async function fetchKafka(report = () => {}, pom = KAFKA) {
  const home = kafkaHome(pom);
  const libs = join(home, 'libs');
  if (existsSync(join(home, MARKER))) return { libs, downloadSeconds: 0 };

  report('fetching the Kafka distribution from Maven Central …');
  const started = Date.now();
  const temporary = `${home}.${randomUUID()}`;
  try {
    await mkdir(temporary, { recursive: true });
    await copyDependencies(pom, join(temporary, 'libs'));
    await writeFile(join(temporary, MARKER), '');
    await moveIntoPlace(temporary, home);
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
  const downloadSeconds = (Date.now() - started) / 1000;
  report(`fetched Kafka (download: ${downloadSeconds.toFixed(1)} s)`);
  return { libs, downloadSeconds };
}

/** Whoever renames second finds a complete folder there and keeps that one. */
async function moveIntoPlace(temporary, home) {
  try {
    await rename(temporary, home);
  } catch (error) {
    if (!existsSync(join(home, MARKER))) throw error;
  }
}

function copyDependencies(pom, outputDirectory) {
  const goal = [
    '-B',
    '-q',
    '-f',
    pom,
    'dependency:copy-dependencies',
    `-DoutputDirectory=${outputDirectory}`,
  ];
  return new Promise((resolve, reject) => {
    const maven = spawn('mvn', goal, { stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    maven.stdout.on('data', (chunk) => (output += chunk));
    maven.stderr.on('data', (chunk) => (output += chunk));
    maven.on('error', (error) => reject(new Error(`could not run mvn: ${error.message}`)));
    maven.on('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`mvn could not fetch Kafka (exit ${code}):\n${output.trim()}`));
    });
  });
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { libs } = await fetchKafka(console.log);
  console.log(libs);
}
