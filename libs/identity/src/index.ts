export { ACCESS_METADATA, Allow, CurrentPrincipal, Public, type Access } from './access.decorator.js';
export { DevelopmentIssuer } from './development-issuer.js';
export { AUDIENCE, DEVELOPMENT_ISSUER, DevelopmentKey, type MintOptions } from './development-key.js';
export { hasRole, ownsOrHasRole, ROLES, type Principal, type Role } from './principal.js';
export { TokenVerifier, tokenMissing, type TokenVerifierOptions } from './token-verifier.js';
