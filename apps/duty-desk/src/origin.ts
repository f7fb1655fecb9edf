import type { NestExpressApplication } from '@nestjs/platform-express';
import cookieParser from 'cookie-parser';
import { DutyDeskConfig } from './config.js';
import { compress } from './console/compress.js';
import { consoleFiles } from './console/console-files.js';
import { securityHeaders } from './console/security-headers.js';
import { forwardTo } from './forwarding/forward.js';
import { SessionMiddleware } from './sign-in/session.middleware.js';

/**
 * What makes the desk the one origin of the nation's console, before any body is read: cookies become bearer tokens,
 * `/api` and `/auditor` are forwarded, the console's files served. What is left is the desk's own.
 */
export function installOrigin(app: NestExpressApplication): void {
  const { publicUrl, oidcIssuer, apiUrl, auditorUrl, consoleDir } = app.get(DutyDeskConfig);
  app.use(...securityHeaders(publicUrl, oidcIssuer));
  app.use(compress());
  app.use(cookieParser());
  app.use(app.get(SessionMiddleware, { strict: false }).handle);
  app.use('/api', forwardTo(apiUrl));
  app.use('/auditor', forwardTo(auditorUrl));
  if (consoleDir !== undefined) app.use(consoleFiles(consoleDir));
}
