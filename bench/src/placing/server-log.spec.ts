import { parseParameters, parseServerLog } from './server-log.js';

const LOG = `2026-11-30 12:00:00.001 UTC [41] orders LOG:  execute orders.place: WITH k AS (
\tSELECT $1::text)
\tSELECT $2
2026-11-30 12:00:00.001 UTC [41] orders DETAIL:  Parameters: $1 = 'it''s, $9 = ', $2 = NULL
2026-11-30 12:00:00.002 UTC [42] order_items LOG:  statement: BEGIN
2026-11-30 12:00:00.003 UTC [43] orders ERROR:  something else
`;

describe(parseServerLog, () => {
  it('should read statements of several lines with who sent them and their parameters', () => {
    expect(parseServerLog(LOG)).toEqual([
      {
        backend: '41',
        role: 'orders',
        text: 'WITH k AS (\nSELECT $1::text)\nSELECT $2',
        prepared: true,
        parameters: ["it's, $9 = ", null],
      },
      { backend: '42', role: 'order_items', text: 'BEGIN', prepared: false, parameters: [] },
    ]);
  });
});

describe(parseParameters, () => {
  it('should read quotes, nulls and empty texts', () => {
    expect(parseParameters("$1 = '', $2 = NULL, $3 = 'a'''")).toEqual(['', null, "a'"]);
  });
});
