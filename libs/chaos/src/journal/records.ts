/** Who asks. Staff order for others, so the subject is not always the customer. */
export interface Caller {
  readonly subject: string;
  readonly role: 'customer' | 'staff' | 'learner';
}

export interface SentLine {
  readonly sku: string;
  readonly title: string;
  readonly quantity: number;
  readonly unitPrice: string;
}

export interface OrderBody {
  readonly customerId?: string | null;
  readonly currency: string;
  readonly lines: readonly SentLine[];
  readonly metadata: Readonly<Record<string, string>>;
}

/** What a client wants, complete enough to be sent once more. */
export type Operation =
  | { readonly kind: 'order'; readonly key: string; readonly caller: Caller; readonly body: OrderBody }
  | { readonly kind: 'cancel'; readonly orderId: string; readonly caller: Caller }
  | { readonly kind: 'attempt'; readonly key: string; readonly caller: Caller; readonly quizId: string }
  | {
      readonly kind: 'answer';
      readonly attemptId: string;
      readonly questionId: string;
      readonly sequence: number;
      readonly right: boolean;
      readonly value: boolean;
      readonly caller: Caller;
    }
  | { readonly kind: 'submit'; readonly attemptId: string; readonly caller: Caller };

export type OrderOperation = Extract<Operation, { kind: 'order' }>;

/** Before the request is sent. `n` numbers requests: a repeated key is a request of its own. */
export interface Intent {
  readonly type: 'intent';
  readonly n: number;
  readonly operation: Operation;
}

/** After the last byte of a 2xx: from here on it is a promise. */
export interface Acked {
  readonly type: 'acked';
  readonly n: number;
  readonly status: number;
  /** SHA-256 of the answer. */
  readonly hash: string;
  /** Of the order or attempt that the answer is about. */
  readonly id: string;
  readonly millipoints?: number;
}

/** After any other complete answer. */
export interface Refused {
  readonly type: 'refused';
  readonly n: number;
  readonly status: number;
  readonly code: string;
}

export type JournalRecord = Intent | Acked | Refused;
