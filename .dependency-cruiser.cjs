/** The house rules of docs/adr/0002: apps → infrastructure libs → pure libs. Each rule has a planted violation in test/architecture. */
const pure = '^libs/(exchange-model|sharing-agreement|credential|evidence)/';
module.exports = {
  forbidden: [
    {
      name: 'no-circular',
      comment: 'types may refer to each other; what runs may not',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    { name: 'no-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'apps-stay-apart',
      severity: 'error',
      from: { path: '^apps/([^/]+)/' },
      to: { path: '^apps/', pathNot: '^apps/$1/' },
    },
    {
      name: 'libs-never-import-apps',
      severity: 'error',
      from: { path: '^libs/' },
      to: { path: '^(apps|deploy|test)/' },
    },
    {
      name: 'no-deep-import',
      comment: 'a library is entered through its index, so that what it promises stands in one place',
      severity: 'error',
      from: { path: '^(apps|libs|deploy|test)/([^/]+)/' },
      to: { path: '^libs/([^/]+)/src/', pathNot: ['^libs/[^/]+/src/index\\.ts$', '^$1/$2/'] },
    },
    {
      name: 'testing-only-from-tests',
      severity: 'error',
      from: { path: '^(apps|libs)/', pathNot: ['^libs/testing/', '\\.(int-|e2e-)?spec\\.ts$'] },
      to: { path: '^libs/testing/' },
    },
    {
      name: 'pure-exchange-model',
      severity: 'error',
      from: { path: '^libs/exchange-model/', pathNot: '\\.spec\\.ts$' },
      to: { pathNot: ['^libs/exchange-model/', '^node_modules/ngeohash/'] },
    },
    {
      name: 'pure-sharing-agreement',
      severity: 'error',
      from: { path: '^libs/sharing-agreement/', pathNot: '\\.spec\\.ts$' },
      to: { pathNot: ['^libs/(sharing-agreement|exchange-model)/'] },
    },
    {
      name: 'pure-credential',
      severity: 'error',
      from: { path: '^libs/credential/', pathNot: '\\.spec\\.ts$' },
      to: {
        pathNot: [
          '^libs/(credential|exchange-model)/',
          '^node_modules/(jose|canonicalize)/',
          '^(node:)?(crypto|zlib)$',
        ],
      },
    },
    {
      name: 'pure-evidence',
      comment:
        'a log is plain files, and one file knows the disk; everything else is mathematics and formats',
      severity: 'error',
      from: {
        path: '^libs/evidence/',
        pathNot: ['^libs/evidence/src/log/disk-files\\.ts$', '\\.(int-)?spec\\.ts$', '^libs/evidence/test/'],
      },
      to: { pathNot: ['^libs/(evidence|credential|exchange-model)/', '^(node:)?crypto$'] },
    },
    {
      name: 'pure-evidence-disk',
      comment: 'what knows the disk knows nothing else',
      severity: 'error',
      from: { path: '^libs/evidence/src/log/disk-files\\.ts$' },
      to: { pathNot: ['^libs/evidence/', '^(node:)?(fs|fs/promises|path)$'] },
    },
    {
      name: 'pure-knows-no-infrastructure',
      severity: 'error',
      from: { path: pure },
      to: {
        path: [
          'node_modules/(@nestjs|typeorm|kafkajs|pg|rxjs)/',
          '^libs/(link|kafka|persistence|keys|runtime)/',
        ],
      },
    },
    {
      name: 'console-knows-only-the-vocabulary',
      comment: 'what runs in a browser is counted in bytes, and holds nothing a server must keep to itself',
      severity: 'error',
      from: { path: '^apps/console/src/', pathNot: '\\.spec\\.tsx?$' },
      to: {
        pathNot: [
          '^apps/console/src/',
          '^libs/exchange-model/src/index\\.ts$',
          '^node_modules/(preact|@preact/signals|@preact/signals-core|idb)/',
        ],
      },
    },
    {
      name: 'runtime-knows-no-domain',
      severity: 'error',
      from: { path: '^libs/runtime/', pathNot: '\\.spec\\.ts$' },
      to: { path: '^libs/', pathNot: '^libs/runtime/' },
    },
    {
      name: 'bridge-has-no-database',
      severity: 'error',
      from: { path: '^apps/bridge/' },
      to: { path: ['^libs/persistence/', 'node_modules/(typeorm|pg)/'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|\\.sandbox|\\.cache)/' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
