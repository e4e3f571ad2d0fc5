import { isObject, listAt, type Json, type JsonObject } from './json-tree.js';

/** RFC 7518: the members that make a key a private (or a symmetric) one. */
const PRIVATE_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'];

/** Leaves out every key that holds a secret: a JWKS_FILE that names the wrong file must not publish the signing key. */
export function publicKeysOf(set: JsonObject): JsonObject {
  return { keys: listAt(set, 'keys').filter(isPublic) };
}

function isPublic(key: Json): boolean {
  return isObject(key) && PRIVATE_MEMBERS.every((member) => !Object.hasOwn(key, member));
}
