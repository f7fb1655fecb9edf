import { describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** One violation for each rule of .dependency-cruiser.cjs: path → text. A rule that stops finding its own has rotted. */
const PLANTED: Record<string, Record<string, string>> = {
  'no-circular': {
    'libs/link/src/a.ts': "import './b.js';",
    'libs/link/src/b.ts': "import './a.js';",
  },
  'no-unresolvable': { 'libs/link/src/index.ts': "import './nowhere.js';" },
  'apps-stay-apart': {
    'apps/bridge/src/a.ts': "import '../../auditor/src/b.js';",
    'apps/auditor/src/b.ts': 'export {};',
  },
  'libs-never-import-apps': {
    'libs/link/src/a.ts': "import '../../../apps/auditor/src/b.js';",
    'apps/auditor/src/b.ts': 'export {};',
  },
  'no-deep-import': {
    'apps/bridge/src/a.ts': "import '../../../libs/link/src/inner.js';",
    'libs/link/src/inner.ts': 'export {};',
  },
  'testing-only-from-tests': {
    'apps/bridge/src/a.ts': "import '../../../libs/testing/src/index.js';",
    'libs/testing/src/index.ts': 'export {};',
  },
  'pure-exchange-model': { 'libs/exchange-model/src/a.ts': "import 'node:fs';" },
  'pure-sharing-agreement': { 'libs/sharing-agreement/src/a.ts': "import 'node:crypto';" },
  'pure-credential': { 'libs/credential/src/a.ts': "import 'node:fs';" },
  'pure-evidence': { 'libs/evidence/src/a.ts': "import 'node:fs';" },
  'pure-evidence-disk': { 'libs/evidence/src/log/disk-files.ts': "import 'node:http';" },
  'pure-knows-no-infrastructure': {
    'libs/credential/src/a.ts': "import '../../link/src/index.js';",
    'libs/link/src/index.ts': 'export {};',
  },
  'console-knows-only-the-vocabulary': {
    'apps/console/src/a.ts': "import 'node:fs';",
    'apps/bridge/src/b.ts': 'export {};',
  },
  'runtime-knows-no-domain': {
    'libs/runtime/src/a.ts': "import '../../link/src/index.js';",
    'libs/link/src/index.ts': 'export {};',
  },
  'bridge-has-no-database': { 'apps/bridge/src/a.ts': "import 'pg';" },
};

describe('dependency rules', () => {
  const rules = readFileSync(join(ROOT, '.dependency-cruiser.cjs'), 'utf8');

  it('has a planted violation for every rule', () => {
    const named = [...rules.matchAll(/name: '([a-z-]+)'/g)].map(([, name]) => name);
    expect(new Set(Object.keys(PLANTED))).toEqual(new Set(named));
  });

  it.each(Object.keys(PLANTED))('finds a violation of %s', (rule) => {
    expect(violationsOf(PLANTED[rule]!)).toContain(rule);
  });
});

/** The names of the rules that a small tree of these files breaks. */
function violationsOf(files: Record<string, string>): string[] {
  const tree = mkdtempSync(join(tmpdir(), 'passerelle-rules-'));
  try {
    symlinkSync(join(ROOT, 'node_modules'), join(tree, 'node_modules'));
    for (const name of ['.dependency-cruiser.cjs', 'tsconfig.json']) {
      writeFileSync(join(tree, name), readFileSync(join(ROOT, name)));
    }
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(tree, path)), { recursive: true });
      writeFileSync(join(tree, path), text);
    }
    const folders = [...new Set(Object.keys(files).map((path) => path.split('/')[0]!))];
    const { stdout } = spawnSync(
      process.execPath,
      [
        join(ROOT, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs'),
        '--config',
        '.dependency-cruiser.cjs',
        '--output-type',
        'json',
        ...folders,
      ],
      { cwd: tree, encoding: 'utf8' },
    );
    const { summary } = JSON.parse(stdout) as { summary: { violations: { rule: { name: string } }[] } };
    return summary.violations.map(({ rule }) => rule.name);
  } finally {
    rmSync(tree, { recursive: true, force: true });
  }
}
