import { Test } from '@nestjs/testing';
import { describe, expect, it } from '@jest/globals';
import { openApiDocument, RuntimeModule } from '@passerelle/runtime';
import { readFile, writeFile } from 'node:fs/promises';
import { AUDITOR_API } from './api.js';
import { DisclosuresController } from './disclosures/disclosures.controller.js';
import { HistoryController } from './history/history.controller.js';
import { LogController } from './log/log.controller.js';

const FILE = new URL('../openapi.json', import.meta.url);

describe('the published API description', () => {
  it('is the one the code gives (UPDATE_GENERATED=1 writes it)', async () => {
    const module = await Test.createTestingModule({
      imports: [RuntimeModule.forRoot({ service: 'auditor', logLevel: 'fatal' })],
      controllers: [HistoryController, DisclosuresController, LogController],
    })
      .useMocker(() => ({}))
      .compile();
    const document = openApiDocument(module.createNestApplication({ logger: false }), AUDITOR_API);
    const text = `${JSON.stringify(document, null, 2)}\n`;
    if (process.env['UPDATE_GENERATED'] === '1') await writeFile(FILE, text);
    expect(JSON.parse(await readFile(FILE, 'utf8'))).toEqual(JSON.parse(text));
  });
});
