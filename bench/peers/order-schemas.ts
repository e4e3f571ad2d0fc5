const text = { type: 'string' };
const nullable = { type: 'string', nullable: true };
const integer = { type: 'integer' };
const time = { type: 'string', format: 'date-time' };

const line = {
  type: 'object',
  properties: {
    lineNo: integer,
    sku: text,
    title: text,
    quantity: integer,
    unitPrice: text,
    lineTotal: integer,
    isCharge: { type: 'boolean' },
  },
};

const order = {
  type: 'object',
  properties: {
    id: text,
    number: text,
    kind: text,
    status: text,
    itemsState: text,
    customerId: nullable,
    currency: text,
    country: nullable,
    countryName: nullable,
    itemCount: integer,
    total: integer,
    preview: { type: 'array', items: line },
    source: text,
    externalReference: nullable,
    metadata: { type: 'object', additionalProperties: text },
    returnOf: nullable,
    version: integer,
    statusTimes: { type: 'object', additionalProperties: text },
    placedAt: time,
    updatedAt: time,
  },
};

export const orderSchema = {
  params: {
    type: 'object',
    properties: { orderId: { type: 'string', format: 'uuid' } },
    required: ['orderId'],
  },
  response: { 200: order },
};

export const pageSchema = {
  querystring: {
    type: 'object',
    properties: {
      limit: { type: 'integer', minimum: 1, maximum: 100, default: 20 },
      cursor: { type: 'string', maxLength: 512 },
    },
  },
  response: {
    200: {
      type: 'object',
      properties: {
        items: { type: 'array', items: order },
        nextCursor: nullable,
        previousCursor: nullable,
      },
    },
  },
};
