import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Provider } from 'oidc-provider';
import type { Attempts } from './attempts.js';
import type { Officers } from './officers.js';
import {
  contentSecurityPolicy,
  endedPage,
  type Language,
  type Notice,
  preferredLanguage,
  signInPage,
} from './sign-in-page.js';

const FORM_LIMIT_BYTES = 4_096;

export interface SignInOptions {
  provider: Provider;
  officers: Officers;
  attempts: Attempts;
  nation: string;
  /** Where a sign-in begins and ends. */
  consoleUrl: string;
}

/** The page where officers prove who they are: one form, one answer to every failure. */
export class SignIn {
  constructor(private readonly options: SignInOptions) {}

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { provider } = this.options;
    const asked = new URL(request.url ?? '/', 'http://localhost').searchParams.get('lang');
    const accepted = request.headers['accept-language'];
    try {
      const { params } = await provider.interactionDetails(request, response);
      const language = preferredLanguage(asked, params['ui_locales'], accepted);
      if (request.method === 'POST') await this.#judge(request, response, language);
      else this.#show(response, 200, language);
    } catch (error) {
      if (!isExpired(error)) throw error;
      this.ended(response, 400, preferredLanguage(asked, accepted), 'expired');
    }
  }

  /** What the provider says where it can not send anybody back. */
  ended(response: ServerResponse, status: number, language: Language, notice: Notice): void {
    const { nation, consoleUrl } = this.options;
    const startUrl = `${consoleUrl}/session/sign-in?lang=${language}`;
    this.#send(response, status, endedPage({ language, nation, notice, startUrl }));
  }

  async #judge(request: IncomingMessage, response: ServerResponse, language: Language): Promise<void> {
    const { provider, officers, attempts } = this.options;
    const form = await readForm(request);
    const username = (form.get('username') ?? '').trim().toLowerCase();
    const address = request.socket.remoteAddress ?? '';
    if (!attempts.begins(username, address)) return this.#show(response, 429, language, 'wait', username);
    const officer = await officers.authenticate(username, form.get('password') ?? '');
    if (officer === null) return this.#show(response, 401, language, 'refused', username);
    attempts.succeeded(username, address);
    const login = { accountId: officer.username, remember: false, amr: ['pwd'] };
    await provider.interactionFinished(request, response, { login });
  }

  #show(response: ServerResponse, status: number, language: Language, notice?: Notice, username = ''): void {
    const { nation } = this.options;
    this.#send(
      response,
      status,
      signInPage({ language, nation, username, ...(notice === undefined ? {} : { notice }) }),
    );
  }

  #send(response: ServerResponse, status: number, html: string): void {
    response.writeHead(status, {
      'Content-Type': 'text/html; charset=utf-8',
      'Cache-Control': 'no-store',
      'Content-Security-Policy': contentSecurityPolicy(this.options.consoleUrl),
      'Cross-Origin-Opener-Policy': 'same-origin',
      'Referrer-Policy': 'no-referrer',
      'X-Content-Type-Options': 'nosniff',
      'X-Frame-Options': 'DENY',
    });
    response.end(html);
  }
}

async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > FORM_LIMIT_BYTES) return new URLSearchParams(); // no form of ours: judged as an empty one
    chunks.push(chunk);
  }
  return new URLSearchParams(Buffer.concat(chunks).toString());
}

/** The provider no longer knows the sign-in: it took too long, was finished, or the provider restarted. */
function isExpired(error: unknown): boolean {
  return error instanceof Error && error.name === 'SessionNotFound';
}
