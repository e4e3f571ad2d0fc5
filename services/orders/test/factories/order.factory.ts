import { unique } from '@tenfold/testing';

export interface LineBody {
  readonly sku: string;
  readonly title: string;
  readonly quantity: number;
  readonly unitPrice: string;
}

export const line = (over: Partial<LineBody> = {}): LineBody => ({
  sku: '85123A',
  title: 'WHITE HANGING HEART T-LIGHT HOLDER',
  quantity: 6,
  unitPrice: '2.55',
  ...over,
});

export const orderBody = (over: Record<string, unknown> = {}): Record<string, unknown> => ({
  currency: 'GBP',
  country: 'GB',
  lines: [line(), line({ sku: 'POST', title: 'POSTAGE', quantity: 1, unitPrice: '0.005' })],
  ...over,
});

export const importedOrder = (over: Record<string, unknown> = {}): Record<string, unknown> => ({
  externalReference: unique('invoice'),
  placedAt: '2010-12-01T08:26:00Z',
  kind: 'sale',
  customerId: unique('customer'),
  currency: 'GBP',
  country: 'GB',
  lines: [line()],
  ...over,
});
