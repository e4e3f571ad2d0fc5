import { assertWholeList, WHOLE_LIST_LIMIT } from './whole-list.js';

describe(assertWholeList, () => {
  it('should let no list pass that may have been cut', () => {
    const rows = Array.from({ length: WHOLE_LIST_LIMIT - 1 }, () => 0);
    expect(assertWholeList(rows)).toBe(rows);
    expect(() => assertWholeList([...rows, 0])).toThrow(expect.objectContaining({ code: 'list_too_long' }));
  });
});
