import type { Role } from '@tenfold/identity';

/** For loads and fault tests: their customers buy at prices of their own, as by way of a shop's server. */
export function rolesOf(role: Role): readonly Role[] {
  return role === 'customer' ? ['customer', 'shop'] : [role];
}
