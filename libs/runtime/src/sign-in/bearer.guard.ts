import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { PasserelleError } from '../problems/passerelle-error.js';
import { AccessTokens } from './access-tokens.js';
import { PUBLIC, ROLES, type SignedInRequest } from './roles.js';

/** Lets a request through that carries a valid token with one of the roles its handler names. */
@Injectable()
export class BearerGuard implements CanActivate {
  constructor(
    @Inject(Reflector) private readonly reflector: Reflector,
    @Inject(AccessTokens) private readonly tokens: AccessTokens,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (context.getType() !== 'http') return true; // events come from Kafka, whose ACLs say who may write
    const targets = [context.getHandler(), context.getClass()];
    if (this.reflector.getAllAndOverride<boolean>(PUBLIC, targets)) return true;
    const request = context.switchToHttp().getRequest<SignedInRequest>();
    request.bearer = bearerOf(request.headers.authorization);
    request.principal = await this.tokens.verify(request.bearer);
    const needed = this.reflector.getAllAndOverride<string[] | undefined>(ROLES, targets) ?? [];
    if (needed.some((role) => request.principal.roles.includes(role))) return true;
    throw new PasserelleError('PSR_ROLE_MISSING', `this needs the role ${needed.join(' or ')}`, {
      status: 403,
    });
  }
}

/** RFC 6750 §2.1; tokens in the body or the query are not accepted. */
function bearerOf(authorization: string | undefined): string {
  const match = /^Bearer +([\w.~+/-]+=*)$/i.exec(authorization ?? '');
  if (match?.[1] !== undefined) return match[1];
  throw new PasserelleError('PSR_TOKEN_REQUIRED', 'a bearer token is required', { status: 401 });
}
