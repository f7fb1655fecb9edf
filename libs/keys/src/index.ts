export { KeyFileError } from './files/key-file-error.js';
export {
  loadGateKey,
  loadLogKey,
  loadPublicJwk,
  loadSigningKey,
  publicKeyOf,
  type GateKey,
  type PublicKeyFile,
} from './files/load-keys.js';
export { loadTrust, type Trust } from './trust/trust.js';
export type { DataKeyVault } from './data-key-vault.js';
export { AgreementRegistry, type AgreementOutcome } from './agreements/agreement-registry.js';
export { PartnerAgreements } from './agreements/partner-agreements.js';
export { takeAgreement } from './agreements/agreement-feed.js';
export { loadSecret } from './files/load-secret.js';
