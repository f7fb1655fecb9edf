import type { SecondChannelPage } from '@passerelle/persistence';
import { appendFile } from 'node:fs/promises';

/**
 * Reaches officers where no console is open: an SMS, voice or e-mail gateway. What goes out is a reference and a
 * priority, nothing of the alert. At least once: the gateway drops a `pageId` that it has sent.
 */
export abstract class SecondChannel {
  /** Rejects where the gateway did not take it; it is tried again. */
  abstract send(page: SecondChannelPage): Promise<void>;
}

/** Writes each page as a line of JSON, for a demonstration or a gateway that reads a file. */
export class FileSecondChannel extends SecondChannel {
  constructor(private readonly file: string) {
    super();
  }

  override async send(page: SecondChannelPage): Promise<void> {
    const { pageId, at, level, channel, address, reference, priority } = page;
    const line = { pageId, at: at.toISOString(), level, channel, address, reference, priority };
    await appendFile(this.file, `${JSON.stringify(line)}\n`, { mode: 0o600 });
  }
}
