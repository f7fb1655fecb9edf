import {
  AclOperationTypes,
  AclPermissionTypes,
  AclResourceTypes,
  ResourcePatternTypes,
  type Admin,
} from '../client/kafkajs.js';
import type { AclSpec } from '../topics/acl.js';

const ANY_HOST = '*';

export async function createAcls(admin: Admin, acls: AclSpec[]): Promise<void> {
  await admin.createAcls({
    acl: acls.map((acl) => ({
      resourceType: AclResourceTypes[acl.resource],
      resourceName: acl.name,
      resourcePatternType: ResourcePatternTypes[acl.pattern],
      principal: acl.principal,
      host: ANY_HOST,
      operation: AclOperationTypes[acl.operation],
      permissionType: AclPermissionTypes.ALLOW,
    })),
  });
}

export async function aclsPresent(admin: Admin, acls: AclSpec[]): Promise<boolean> {
  const { resources } = await admin.describeAcls({
    resourceType: AclResourceTypes.ANY,
    resourcePatternType: ResourcePatternTypes.ANY,
    operation: AclOperationTypes.ANY,
    permissionType: AclPermissionTypes.ALLOW,
  });
  const present = new Set(
    resources.flatMap((resource) =>
      resource.acls.map((acl) =>
        [
          acl.principal,
          resource.resourceType,
          resource.resourceName,
          resource.resourcePatternType,
          acl.operation,
        ].join(' '),
      ),
    ),
  );
  return acls.every((acl) =>
    present.has(
      [
        acl.principal,
        AclResourceTypes[acl.resource],
        acl.name,
        ResourcePatternTypes[acl.pattern],
        AclOperationTypes[acl.operation],
      ].join(' '),
    ),
  );
}
