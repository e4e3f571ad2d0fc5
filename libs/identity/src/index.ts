export { ACCESS_METADATA, Allow, CurrentPrincipal, Public, type Access } from './access.decorator.js';
export { AUDIENCE, DEVELOPMENT_ISSUER, DevelopmentIssuer, type MintOptions } from './development-issuer.js';
export { hasRole, ownsOrHasRole, ROLES, type Principal, type Role } from './principal.js';
export { TokenVerifier, tokenMissing, type TokenVerifierOptions } from './token-verifier.js';
