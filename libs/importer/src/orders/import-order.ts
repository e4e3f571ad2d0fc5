/** An order as `POST /v1/orders/imports` takes it. */
export interface ImportOrder {
  readonly externalReference: string;
  readonly placedAt: string;
  readonly kind: 'sale' | 'return';
  readonly customerId: string | null;
  readonly currency: string;
  readonly country: string | null;
  readonly countryName?: string;
  readonly lines: readonly ImportLine[];
}

export interface ImportLine {
  readonly sku: string;
  readonly title: string;
  readonly quantity: number;
  readonly unitPrice: string;
  readonly isCharge: boolean;
}

/** What the API did with one order of a request. */
export interface ImportResult {
  readonly externalReference: string;
  readonly outcome: 'created' | 'exists' | 'rejected';
  readonly orderId?: string;
  readonly code?: string;
  readonly detail?: string;
  readonly pointer?: string;
}
