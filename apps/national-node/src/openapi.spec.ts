import { Test } from '@nestjs/testing';
import { describe, expect, it } from '@jest/globals';
import { openApiDocument, RuntimeModule } from '@passerelle/runtime';
import { readFile, writeFile } from 'node:fs/promises';
import { AgreementsController } from './agreements/agreements.controller.js';
import { AlertsController } from './alerts/alerts.controller.js';
import { NATIONAL_NODE_API } from './api.js';
import { ArchiveController } from './archive/archive.controller.js';
import { ImportsController } from './imports/imports.controller.js';
import { LinksController } from './links/links.controller.js';
import { ReconciliationsController } from './links/reconciliation/reconciliations.controller.js';
import { SynchronisationsController } from './links/synchronisation/synchronisations.controller.js';
import { LookupsController } from './watchlists/lookups.controller.js';
import { WatchlistsController } from './watchlists/watchlists.controller.js';

const FILE = new URL('../openapi.json', import.meta.url);

describe('the published API description', () => {
  it('is the one the code gives (UPDATE_GENERATED=1 writes it)', async () => {
    const module = await Test.createTestingModule({
      imports: [RuntimeModule.forRoot({ service: 'national-node', logLevel: 'fatal' })],
      controllers: [
        AgreementsController,
        AlertsController,
        ArchiveController,
        LinksController,
        ReconciliationsController,
        SynchronisationsController,
        ImportsController,
        LookupsController,
        WatchlistsController,
      ],
    })
      .useMocker(() => ({}))
      .compile();
    const document = openApiDocument(module.createNestApplication({ logger: false }), NATIONAL_NODE_API);
    const text = `${JSON.stringify(document, null, 2)}\n`;
    if (process.env['UPDATE_GENERATED'] === '1') await writeFile(FILE, text);
    expect(JSON.parse(await readFile(FILE, 'utf8'))).toEqual(JSON.parse(text));
  });
});
