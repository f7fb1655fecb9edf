import { Inject, Injectable, type OnModuleInit, RequestMethod } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import { PUBLIC, ROLES } from './roles.js';

/** One HTTP operation and who may call it. */
export interface Endpoint {
  method: string;
  /** With parameters as `:id`, the rest of a path as `*path`. */
  path: string;
  roles: readonly string[] | 'public';
  /** The controller class and the name of its method. */
  controller: Function;
  name: string;
}

/** The table of the service's operations; starting fails while one does not say who may call it. */
@Injectable()
export class Endpoints implements OnModuleInit {
  constructor(
    @Inject(DiscoveryService) private readonly discovery: DiscoveryService,
    @Inject(MetadataScanner) private readonly scanner: MetadataScanner,
    @Inject(Reflector) private readonly reflector: Reflector,
  ) {}

  onModuleInit(): void {
    const open = this.list().filter((endpoint) => endpoint.roles.length === 0);
    if (open.length === 0) return;
    throw new Error(
      `no @Roles or @Public on: ${open.map(({ controller, name }) => `${controller.name}.${name}`).join(', ')}`,
    );
  }

  list(): Endpoint[] {
    return this.discovery.getControllers().flatMap(({ metatype, instance }) => {
      if (typeof metatype !== 'function' || !instance) return [];
      const prototype = Object.getPrototypeOf(instance) as Record<string, unknown>;
      return this.scanner
        .getAllMethodNames(prototype)
        .map((name) => ({ name, handler: prototype[name] as () => unknown }))
        .filter(({ handler }) => Reflect.hasMetadata(PATH_METADATA, handler))
        .map(({ name, handler }) => this.#endpoint(metatype, name, handler));
    });
  }

  #endpoint(controller: Function, name: string, handler: () => unknown): Endpoint {
    const method = Reflect.getMetadata(METHOD_METADATA, handler) as RequestMethod;
    const isPublic = this.reflector.getAllAndOverride<boolean>(PUBLIC, [handler, controller]);
    return {
      method: RequestMethod[method] ?? 'ALL',
      path: joinPaths(
        Reflect.getMetadata(PATH_METADATA, controller),
        Reflect.getMetadata(PATH_METADATA, handler),
      ),
      roles: isPublic
        ? 'public'
        : (this.reflector.getAllAndOverride<string[]>(ROLES, [handler, controller]) ?? []),
      controller,
      name,
    };
  }
}

function joinPaths(...parts: string[]): string {
  return `/${parts
    .flatMap((part) => part.split('/'))
    .filter(Boolean)
    .join('/')}`;
}
