/** A CRITICAL finding that stays, and why. */
export interface ScoreException {
  /** The check's id, as `kube-score list` names it. */
  readonly check: string;
  /** Only with this file of values. */
  readonly values?: string;
  /** Only of these objects: kind, API version, namespace and name, joined by slashes. */
  readonly object?: RegExp;
  readonly reason: string;
}

/** One that excuses nothing is a problem of its own. */
export const SCORE_EXCEPTIONS: readonly ScoreException[] = [];
