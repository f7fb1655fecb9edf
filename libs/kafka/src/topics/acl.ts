import { LANES, Names } from './names.js';
import type { LinkSpec } from './links.js';

/** One allowed operation of one principal; everything not listed is refused by the brokers. */
export interface AclSpec {
  /** `User:<certificate CN>` */
  principal: string;
  resource: 'TOPIC' | 'GROUP' | 'TRANSACTIONAL_ID';
  name: string;
  pattern: 'LITERAL' | 'PREFIXED';
  operation: 'READ' | 'WRITE';
}

const grant =
  (resource: AclSpec['resource'], pattern: AclSpec['pattern'], operation: AclSpec['operation']) =>
  (principal: string, ...names: string[]): AclSpec[] =>
    names.map((name) => ({ principal: `User:${principal}`, resource, name, pattern, operation }));
const reads = grant('TOPIC', 'LITERAL', 'READ');
const writes = grant('TOPIC', 'LITERAL', 'WRITE');
const joins = grant('GROUP', 'LITERAL', 'READ');
const transacts = grant('TRANSACTIONAL_ID', 'PREFIXED', 'WRITE');

/** What a link needs in its own cluster: sources and group to read, destinations and position to write. */
function linkAcls(names: Names, link: LinkSpec): AclSpec[] {
  const principal = `${names.nation}-${link.host}`;
  const source = [...reads(principal, ...link.sources), ...(link.group ? joins(principal, link.group) : [])];
  if (link.cluster === 'partner') return source;
  const position = names.position(link.name);
  return [
    ...source,
    ...writes(principal, ...link.destinations, position),
    ...reads(principal, position),
    ...transacts(principal, `${link.name}.`),
  ];
}

/** The partner's carry may deliver to its inbound topics and keep its positions here, nothing else. */
function partnerCarryAcls(names: Names, partner: string): AclSpec[] {
  const partnerNames = new Names(partner);
  const principal = `${partnerNames.nation}-carry`;
  const positions = LANES.map((lane) => names.position(partnerNames.carryLink(names.nation, lane)));
  return [
    ...writes(principal, ...LANES.map((lane) => names.inbound(partner, lane)), ...positions),
    ...reads(principal, ...positions),
    ...transacts(principal, `${principal}-${names.nation}-`),
  ];
}

function consumerAcls(names: Names, partners: readonly string[]): AclSpec[] {
  const principal = (service: string) => `${names.nation}-${service}`;
  const inbound = partners.flatMap((partner) => LANES.map((lane) => names.inbound(partner, lane)));
  const node = principal('national-node');
  const desk = principal('duty-desk');
  const auditor = principal('auditor');
  const keeper = principal('auditor-keep');
  return [
    ...reads(node, ...inbound, ...inbound.map(names.readmitted), names.outcome(), names.deskAction()),
    ...reads(node, names.erasure()),
    ...joins(node, node),
    ...reads(desk, names.desk()),
    ...joins(desk, desk),
    ...reads(auditor, names.evidence(), names.decision()),
    ...joins(auditor, auditor),
    // It joins no group: its log says how far it has read.
    ...reads(keeper, names.evidence()),
    ...['national-node', 'bridge-enforce', 'bridge-carry', 'duty-desk', 'auditor', 'authority'].flatMap(
      (service) => reads(principal(service), names.agreement()),
    ),
    ...writes(principal('authority'), names.agreement()),
  ];
}

/** Least privilege for every principal of this cluster; `<nation>-admin` is a super user and not listed. */
export function aclsOf(names: Names, partners: readonly string[], links: readonly LinkSpec[]): AclSpec[] {
  const all = [
    ...links.filter(({ host }) => host !== 'admin').flatMap((link) => linkAcls(names, link)),
    ...consumerAcls(names, partners),
    ...partners.flatMap((partner) => partnerCarryAcls(names, partner)),
  ];
  return [...new Map(all.map((acl) => [JSON.stringify(acl), acl])).values()];
}
