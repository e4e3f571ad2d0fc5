/** The path of a member as a JSON pointer (RFC 6901): how a problem names what is wrong in a body. */
export function jsonPointer(path: readonly PropertyKey[]): string {
  return path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
