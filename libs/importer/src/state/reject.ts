/** What was not imported, and why. `cause` tells the lines to blame from their sisters, which share their fate. */
export interface Reject {
  readonly invoice: string | null;
  readonly code: string;
  readonly detail: string;
  readonly lines: readonly { readonly line: number; readonly cause: boolean; readonly raw: string }[];
}
