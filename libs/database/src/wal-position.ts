/** A place in a shard's write-ahead log, in bytes. It only grows, so two of them can be compared. */
export type WalPosition = bigint;

/** Beyond whatever a log will hold: no replica has got there. */
export const BEYOND: WalPosition = 0xffff_ffff_ffff_ffffn;

const TEXT = /^([0-9A-F]{1,8})\/([0-9A-F]{1,8})$/;

/** Reads Postgres's text form, `16/B374D848`. */
export function parseWalPosition(text: string): WalPosition {
  const [, high, low] = TEXT.exec(text) ?? [];
  if (high === undefined || low === undefined) throw new RangeError(`${text} is no position in the WAL`);
  return (BigInt(`0x${high}`) << 32n) | BigInt(`0x${low}`);
}

export function formatWalPosition(position: WalPosition): string {
  return `${(position >> 32n).toString(16)}/${(position & 0xffff_ffffn).toString(16)}`.toUpperCase();
}
