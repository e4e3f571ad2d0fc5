/** Codes of the file that are no goods: postage, carriage, discounts, fees, samples, manual entries, vouchers. */
const CHARGE = /^(?:POST|DOT|C2|M|D|S|B|CRUK|ADJUST2?|BANK CHARGES|AMAZONFEE|GIFT_\d+_\d+)$/i;

/** Product rankings leave these lines out. */
export function isCharge(sku: string): boolean {
  return CHARGE.test(sku);
}
