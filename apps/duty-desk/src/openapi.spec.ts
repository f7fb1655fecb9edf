import { Test } from '@nestjs/testing';
import { describe, expect, it } from '@jest/globals';
import { openApiDocument, RuntimeModule } from '@passerelle/runtime';
import { readFile, writeFile } from 'node:fs/promises';
import { AcknowledgementController } from './actions/acknowledgement.controller.js';
import { ActionsController } from './actions/actions.controller.js';
import { DUTY_DESK_API } from './api.js';
import { JournalController } from './journal/journal.controller.js';
import { NotificationsController } from './notifications/notifications.controller.js';
import { SessionController } from './sign-in/session.controller.js';
import { StreamController } from './stream/stream.controller.js';

const FILE = new URL('../openapi.json', import.meta.url);

describe('the published API description', () => {
  it('is the one the code gives (UPDATE_GENERATED=1 writes it)', async () => {
    const module = await Test.createTestingModule({
      imports: [RuntimeModule.forRoot({ service: 'duty-desk', logLevel: 'fatal' })],
      controllers: [
        StreamController,
        NotificationsController,
        AcknowledgementController,
        ActionsController,
        JournalController,
        SessionController,
      ],
    })
      .useMocker(() => ({}))
      .compile();
    const document = openApiDocument(module.createNestApplication({ logger: false }), DUTY_DESK_API);
    const text = `${JSON.stringify(document, null, 2)}\n`;
    if (process.env['UPDATE_GENERATED'] === '1') await writeFile(FILE, text);
    expect(JSON.parse(await readFile(FILE, 'utf8'))).toEqual(JSON.parse(text));
  });
});
