import { correlation, CORRELATION_HEADER, PasserelleError } from '@passerelle/runtime';

/** What the archive answered, handed on as it is. */
export interface ArchiveAnswer {
  status: number;
  contentType: string;
  body: string;
}

/** The nation's archive of alerts with their disclosures; a port, so that a test needs no node. */
export abstract class AlertArchive {
  /** @throws PasserelleError 502 `PSR_ARCHIVE_UNAVAILABLE` */
  abstract read(alertId: string, bearer: string): Promise<ArchiveAnswer>;
}

const TIMEOUT_MS = 10_000;
/** The node's own answers to the caller; any other is a fault between us and it. */
const HANDED_ON = [200, 401, 403, 404];

/** Asks the national node with the caller's own right: the node decides, and records that it was read. */
export class NodeArchive extends AlertArchive {
  constructor(private readonly apiUrl: string) {
    super();
  }

  override async read(alertId: string, bearer: string): Promise<ArchiveAnswer> {
    const correlationId = correlation.id();
    const headers = {
      authorization: `Bearer ${bearer}`,
      ...(correlationId === undefined ? {} : { [CORRELATION_HEADER]: correlationId }),
    };
    const url = `${this.apiUrl.replace(/\/$/, '')}/v1/archive/alerts/${encodeURIComponent(alertId)}`;
    try {
      const answer = await fetch(url, {
        headers,
        redirect: 'error',
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      const body = await answer.text();
      const contentType = answer.headers.get('content-type') ?? 'application/json';
      if (HANDED_ON.includes(answer.status)) return { status: answer.status, contentType, body };
    } catch (cause) {
      throw unavailable(cause);
    }
    throw unavailable();
  }
}

function unavailable(cause?: unknown): PasserelleError {
  const options = { status: 502, retriable: true, cause };
  return new PasserelleError('PSR_ARCHIVE_UNAVAILABLE', 'the national node gives no answer now', options);
}
