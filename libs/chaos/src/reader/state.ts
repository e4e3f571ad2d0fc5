export interface HeaderRow {
  readonly shard: string;
  readonly bucket: number;
  readonly id: string;
  /** The key that the client wrote into the order's metadata: it leads from an order back to the journal. */
  readonly key: string;
  readonly customerId: string | null;
  readonly status: string;
  readonly itemsState: string;
  readonly currency: string;
  readonly itemCount: number;
  readonly total: number;
  readonly preview: readonly { readonly lineNo: number; readonly sku: string; readonly quantity: number }[];
  readonly historyRows: number;
}

export interface ItemSetRow {
  readonly orderId: string;
  readonly itemCount: number;
  readonly total: number;
  readonly cancelled: boolean;
}

export interface LineRow {
  readonly orderId: string;
  readonly lineNo: number;
  readonly sku: string;
  readonly title: string;
  readonly quantity: number;
  readonly unitPrice: number;
  readonly lineTotal: number;
}

export interface KeyRow {
  readonly key: string;
  readonly orderId: string;
}

export interface CustomerRow {
  readonly customerId: string;
  readonly currency: string;
  readonly orders: number;
  readonly cancelled: number;
  readonly itemCount: number;
  readonly total: number;
}

export interface ProductRow {
  readonly sku: string;
  readonly currency: string;
  readonly orders: number;
  readonly soldQuantity: number;
  readonly revenue: number;
}

export interface AttemptRow {
  readonly id: string;
  readonly learner: string;
  readonly state: string;
  readonly graded: boolean;
  readonly millipoints: number | null;
}

export interface AttemptKeyRow {
  readonly key: string;
  readonly attemptId: string;
}

export interface AnswerRow {
  readonly attemptId: string;
  readonly questionId: string;
  readonly sequence: number;
}

/** What lies on all shards of one run, each row where the map says that it counts. */
export interface State {
  readonly headers: readonly HeaderRow[];
  readonly itemSets: readonly ItemSetRow[];
  readonly lines: readonly LineRow[];
  readonly keys: readonly KeyRow[];
  readonly customers: readonly CustomerRow[];
  /** The same sums, added up from the months that events keep. */
  readonly customerMonths: readonly CustomerRow[];
  readonly products: readonly ProductRow[];
  readonly productDays: readonly ProductRow[];
  readonly attempts: readonly AttemptRow[];
  readonly attemptKeys: readonly AttemptKeyRow[];
  readonly answers: readonly AnswerRow[];
  /** Distinct ids of the events that say that an attempt was graded, by attempt. */
  readonly gradings: ReadonlyMap<string, readonly string[]>;
}
