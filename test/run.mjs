/**
 * `npm test`: from a fresh clone to one line of counts. Installs and builds what is missing, then format, lint,
 * dependency rules and types (each counts as one test), then the unit tests of Jest, then its integration and its
 * end-to-end tests side by side: both wait more than they compute. The integration tests share one broker and one
 * database server, the end-to-end tests one sandbox.
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { demandPrerequisites } from '../deploy/prerequisites.mjs';

demandPrerequisites();

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
process.chdir(root);
const scratch = mkdtempSync(join(tmpdir(), 'passerelle-test-'));
const total = { passed: 0, failed: 0, skipped: 0 };
const skippedTests = [];

try {
  await run();
} catch (error) {
  console.error(error);
  total.failed += 1;
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
for (const line of skippedTests) console.log(line);
console.log(`Tests: ${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exit(total.failed === 0 && total.passed > 0 ? 0 : 1);

async function run() {
  const { prepare } = await import('../deploy/prepare.mjs');
  stage('prepare');
  await prepare((line) => console.log(line));

  staticCheck('format', 'format');
  staticCheck('lint', 'lint');
  staticCheck('dependency rules', 'deps');
  staticCheck('types', 'typecheck');

  await jest('unit', []);
  await Promise.all([integration(), jest('e2e', ['--runInBand'])]);
}

async function integration() {
  const servers = await sharedServers();
  try {
    await jest('integration', ['--runInBand'], servers.environment);
  } finally {
    await servers.stop();
  }
}

function stage(name) {
  console.log(`\n── ${name} ${'─'.repeat(Math.max(0, 70 - name.length))}`);
}

function staticCheck(name, script) {
  stage(name);
  const { status } = spawnSync('npm', ['run', '--silent', script], { stdio: 'inherit' });
  if (status === 0) total.passed += 1;
  else total.failed += 1;
  console.log(`${name}: ${status === 0 ? 'passed' : 'FAILED'}`);
}

async function jest(project, flags, environment = {}) {
  stage(`${project} tests`);
  const results = join(scratch, `${project}.json`);
  const selection = ['--selectProjects', project, '--passWithNoTests', ...flags];
  const output = ['--json', `--outputFile=${results}`];
  const running = spawn('npm', ['run', '--silent', 'jest', '--', ...selection, ...output], {
    stdio: 'inherit',
    env: { ...process.env, ...environment },
  });
  const [status] = await once(running, 'exit');
  count(project, results, status);
}

/** A suite that could not even be loaded has no tests that failed: it counts as one. */
function count(project, file, status) {
  const result = JSON.parse(readFileSync(file, 'utf8'));
  const broken = result.numRuntimeErrorTestSuites;
  total.passed += result.numPassedTests;
  total.failed += result.numFailedTests + broken;
  total.skipped += result.numPendingTests + result.numTodoTests;
  if (status !== 0 && result.numFailedTests + broken === 0) total.failed += 1;
  for (const suite of result.testResults) {
    for (const { status: state, fullName } of suite.assertionResults) {
      if (state === 'pending' || state === 'todo') skippedTests.push(`skipped (${project}): ${fullName}`);
    }
  }
}

/** In the environment where kafkaForTests() and postgresForTests() look first; what is given already is respected. */
async function sharedServers() {
  const { kafkaForTests, postgresForTests } = await import('../dist/libs/testing/src/index.js');
  const [kafka, postgres] = await Promise.all([kafkaForTests(), postgresForTests()]);
  return {
    environment: { TEST_KAFKA_BROKERS: kafka.brokers.join(','), TEST_POSTGRES_URL: postgres.url },
    stop: async () => {
      await kafka.stop();
      await postgres.stop();
    },
  };
}
