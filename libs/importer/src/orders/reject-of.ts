import type { Reject } from '../state/reject.js';
import type { Item } from './batcher.js';
import type { ImportResult } from './import-order.js';
import type { Refusal } from './invoice-mapper.js';

/** The reject that an item is, by our rules or by the API's answer; null when it is an order now. */
export function rejectOf(item: Item, result: ImportResult | undefined): Reject | null {
  const refusal = item.refusal ?? refusalOf(item, result);
  if (!refusal) return null;
  const causes = new Set(refusal.causes);
  return {
    invoice: item.invoice.number,
    code: refusal.code,
    detail: refusal.detail,
    lines: item.invoice.rows.map(({ line, raw }) => ({
      line,
      cause: causes.size === 0 || causes.has(line),
      raw,
    })),
  };
}

/** The API points at the line of its order; the file's line is what the reader can look up. */
function refusalOf({ invoice }: Item, result: ImportResult | undefined): Refusal | null {
  if (result?.outcome !== 'rejected') return null;
  const index = /\/lines\/(\d+)(?:\/|$)/.exec(result.pointer ?? '')?.[1];
  const line = index === undefined ? undefined : invoice.rows[Number(index)]?.line;
  return {
    code: result.code ?? 'rejected',
    detail: [result.detail ?? 'the API gave no reason', result.pointer].filter(Boolean).join(' at '),
    causes: line === undefined ? [] : [line],
  };
}
