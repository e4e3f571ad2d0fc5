import { randomUUID } from 'node:crypto';

/** A name that no other test uses: all of them share the stores. */
export const unique = (prefix: string): string => `${prefix}-${randomUUID()}`;
