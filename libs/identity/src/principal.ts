export const ROLES = ['author', 'learner', 'customer', 'shop', 'staff', 'admin'] as const;
export type Role = (typeof ROLES)[number];

/** Who is asking, as the verified token says. */
export interface Principal {
  readonly subject: string;
  readonly roles: readonly Role[];
}

export function hasRole(principal: Principal | undefined, ...roles: readonly Role[]): boolean {
  return principal !== undefined && roles.some((role) => principal.roles.includes(role));
}

/**
 * The one ownership check. Where it says no, answer exactly as for an id that does not exist: a 403 would tell a stranger
 * that the object is there. `owner` null is a thing nobody owns (a guest's order): roles only.
 */
export function ownsOrHasRole(
  principal: Principal | undefined,
  owner: string | null,
  ...roles: readonly Role[]
): boolean {
  if (principal === undefined) return false;
  return (owner !== null && owner === principal.subject) || hasRole(principal, ...roles);
}
