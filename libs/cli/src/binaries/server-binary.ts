/** How to start a server that is not ours: as a program on this machine, or as a container. */
export type ServerBinary =
  | {
      readonly kind: 'program';
      readonly path: string;
      readonly version: string;
      readonly origin: string;
      readonly libraryPath?: string;
    }
  | { readonly kind: 'container'; readonly image: string; readonly origin: string };

/** `7.0.15` out of whatever a server prints for --version. */
export function versionIn(text: string): string | undefined {
  return /(\d+\.\d+(?:\.\d+)?)/.exec(text)?.[1];
}

export function isAtLeast(version: string, minimum: string): boolean {
  const [have, want] = [version, minimum].map((text) => text.split('.').map(Number));
  for (let index = 0; index < 3; index++) {
    const difference = (have?.[index] ?? 0) - (want?.[index] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}
