import {
  createParamDecorator,
  type CustomDecorator,
  type ExecutionContext,
  SetMetadata,
} from '@nestjs/common';
import type { Request } from 'express';

export const ROLES = 'passerelle:roles';
export const PUBLIC = 'passerelle:public';

/** Who calls, as its nation's provider says. */
export interface Principal {
  /** The officer's service number; for a machine, its client id. Two calls with the same subject are the same caller. */
  subject: string;
  /** The client the token was given to: the console for officers. */
  clientId: string;
  roles: readonly string[];
  /** Code of the post where the officer serves. */
  post?: string;
  /** When the token ends. */
  expiresAt: Date;
}

/** The request after the guard let it through. `bearer` is for handing the caller's own right on to another service. */
export type SignedInRequest = Request & { principal: Principal; bearer: string };

/** One of these roles is needed. Every handler says `@Roles` or `@Public`, or the service refuses to start. */
export const Roles = (...roles: [string, ...string[]]): CustomDecorator => SetMetadata(ROLES, roles);

/** Served to anyone: health, metrics, the API description. */
export const Public = (): CustomDecorator => SetMetadata(PUBLIC, true);

/** The `Principal` of the request. */
export const Caller = createParamDecorator(
  (_: unknown, context: ExecutionContext) => context.switchToHttp().getRequest<SignedInRequest>().principal,
);

/** The caller's own access token. */
export const BearerToken = createParamDecorator(
  (_: unknown, context: ExecutionContext) => context.switchToHttp().getRequest<SignedInRequest>().bearer,
);
