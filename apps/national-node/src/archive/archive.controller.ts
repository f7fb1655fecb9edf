import { Controller, Get, Inject, Param } from '@nestjs/common';
import { digest } from '@passerelle/credential';
import { type Message, MessageRepository, withTransaction } from '@passerelle/persistence';
import { Roles } from '@passerelle/runtime';
import { DataSource } from 'typeorm';
import { AlertReading } from '../alerts/alert-reading.js';
import { NodeRecords } from '../records/node-records.js';
import { groupsOfDisclosures } from '../vault/archived-token.js';
import { Content, messagePlace } from '../vault/content.js';

/** The archived messages of an alert with their disclosures, for those cleared to see them; each read leaves evidence. */
@Controller('v1/archive')
export class ArchiveController {
  constructor(
    @Inject(DataSource) private readonly database: DataSource,
    @Inject(AlertReading) private readonly reading: AlertReading,
    @Inject(MessageRepository) private readonly messages: MessageRepository,
    @Inject(Content) private readonly content: Content,
    @Inject(NodeRecords) private readonly records: NodeRecords,
  ) {}

  @Get('alerts/:alertId')
  @Roles('disclosure')
  async readArchive(@Param('alertId') id: string): Promise<object> {
    const { alertId, version } = await this.reading.require(id);
    const messages = await this.messages.ofAlert(alertId);
    await withTransaction(this.database, (manager) =>
      this.records.evidence(manager, 'read', {
        alertId,
        version,
        digest: digest(messages.map((message) => message.digest).join(' ')),
      }),
    );
    return { alertId, items: await Promise.all(messages.map((message) => this.#item(message))), next: null };
  }

  async #item(message: Message): Promise<object> {
    const { iss, jti, ver, direction, act, at, digest: signed, tokenJwt, releaseJwt, alertId } = message;
    const disclosures = await this.content.open<string[]>(
      alertId,
      messagePlace(iss, jti, ver),
      message.disclosures,
    );
    return {
      iss,
      jti,
      version: ver,
      direction,
      act,
      at,
      digest: signed,
      token: tokenJwt,
      release: releaseJwt,
      disclosures,
      groups: disclosures && groupsOfDisclosures(disclosures),
    };
  }
}
