/** A CRITICAL finding that stays, and why. */
export interface ScoreException {
  /** The check's id, as `kube-score list` names it. */
  readonly check: string;
  /** Only what it says so, where the check says several things. */
  readonly summary?: string;
  /** Only with this file of values. */
  readonly values?: string;
  /** Only of these objects: kind, API version, namespace and name, joined by slashes. */
  readonly object?: RegExp;
  readonly reason: string;
}

/** One that excuses nothing is a problem of its own. */
export const SCORE_EXCEPTIONS: readonly ScoreException[] = [
  {
    check: 'container-resources',
    summary: 'CPU limit is not set',
    reason:
      'a limit stops a process for the rest of each 100 ms, which latency shows; requests divide the CPU',
  },
  {
    check: 'container-image-pull-policy',
    values: 'ci/development-values.yaml',
    reason: 'images are built on the machine and loaded into the nodes; no registry has them',
  },
];
