/** A file as it has to be; `path` is relative to the root of the repository. */
export interface GeneratedFile {
  readonly path: string;
  readonly content: string;
}
