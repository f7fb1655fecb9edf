import { refuse } from '../errors.js';
import { releaseOf, type ReleaseStatement } from '../release/present.js';
import {
  type PresentationOptions,
  type VerifiedRelease,
  verifyRelease,
} from '../release/verify-presentation.js';
import { splitBlock, type VerifiedBlock, type VerifiedEntry, verifyBlock } from './verify-block.js';

/**
 * Drops every entry but those named, and of these every group but those named, and binds what remains to one release
 * (RFC 9901 §4.3, §7.2). The originator's bytes are passed on untouched, so that its signature survives.
 */
export function presentBlock(
  verified: VerifiedBlock,
  kept: ReadonlyMap<VerifiedEntry, readonly string[]>,
  release: ReleaseStatement,
): string {
  const disclosures = verified.entries.flatMap((entry) => {
    const groups = kept.get(entry);
    if (groups === undefined) return [];
    if (new Set(groups).size !== groups.length) refuse('PSR_DISCLOSURE_REPEATED');
    return [
      entry.element,
      ...groups.map((group) => entry.disclosures.get(group) ?? refuse('PSR_GROUP_ABSENT', group)),
    ];
  });
  return releaseOf(verified, disclosures, release);
}

export type VerifiedBlockPresentation = VerifiedBlock & VerifiedRelease;

/**
 * As `verifyPresentation`, of a block.
 * @throws CredentialError with the rule that was broken.
 */
export function verifyBlockPresentation(
  presentation: string,
  options: Omit<PresentationOptions, 'typ'>,
): VerifiedBlockPresentation {
  const { release } = splitBlock(presentation);
  if (release === '') return refuse('PSR_RELEASE_MISSING');
  const verified = verifyBlock(presentation, { ...options, keyOf: options.originKeyOf });
  return { ...verified, ...verifyRelease(presentation, release, verified, options) };
}
