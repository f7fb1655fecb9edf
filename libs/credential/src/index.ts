export { CredentialError, type CredentialErrorCode } from './errors.js';
export { canonicalBytes } from './bytes/canonical.js';
export { derivedId } from './bytes/derived-id.js';
export { digest } from './bytes/digest.js';
export { parseStrictJson, parseStrictObject } from './bytes/strict-json.js';
export {
  importSealKey,
  importSigningKey,
  importUnsealKey,
  importVerificationKey,
  publicJwk,
  type SealKey,
  type SigningKey,
  thumbprint,
  type VerificationKey,
} from './keys/keys.js';
export {
  ALERT_TOKEN,
  BLOCK_TOKEN,
  CONTROL_TOKEN,
  RECEIPT_TOKEN,
  type TokenType,
} from './token/token-type.js';
export { type IssuedToken, type IssueInput, issueToken, type Randomness } from './token/issue.js';
export { type KeyOf, type VerifiedToken, type VerifyOptions, verifyToken } from './token/verify.js';
export { presentToken, type ReleaseStatement } from './release/present.js';
export {
  formatReleaseNonce,
  parseReleaseNonce,
  type ReleaseClaims,
  type ReleaseNonce,
  releaseClaimsShape,
} from './release/release-claims.js';
export {
  type PresentationOptions,
  type VerifiedPresentation,
  type VerifiedRelease,
  verifyPresentation,
} from './release/verify-presentation.js';
export {
  type BlockEntry,
  type IssueBlockInput,
  issueBlock,
  type IssuedBlock,
  reissueBlock,
  type ReissueBlockInput,
} from './block/issue-block.js';
export { type VerifiedBlock, type VerifiedEntry, verifyBlock } from './block/verify-block.js';
export {
  presentBlock,
  type VerifiedBlockPresentation,
  verifyBlockPresentation,
} from './block/present-block.js';
export { seal, unseal } from './sealing/seal.js';
export { decryptWithDataKey, encryptWithDataKey } from './sealing/data-key.js';
export { AGREEMENT_TYPE, type GeneralJws, isGeneralJws } from './agreement/general-jws.js';
export { signAgreement, signCeremony } from './agreement/sign-agreement.js';
export {
  type PinnedRoots,
  type VerifiedAgreement,
  verifyAgreement,
  verifyCeremony,
} from './agreement/verify-agreement.js';
export {
  MAX_BLOCK_BYTES,
  MAX_DISCLOSURES,
  MAX_JSON_DEPTH,
  MAX_RELEASE_AGE_SECONDS,
  MAX_SEALED_BLOCK_BYTES,
  MAX_SEALED_BYTES,
  MAX_TOKEN_BYTES,
} from './limits/limits.js';
