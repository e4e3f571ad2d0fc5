import { table } from './table.js';

describe(table, () => {
  it('should align the columns and leave no blanks at the end', () => {
    expect(
      table([
        ['name', 'pid', 'state'],
        ['orders', '7', 'up'],
        ['nats', '12345', 'x'],
      ]),
    ).toBe(['name    pid    state', 'orders  7      up', 'nats    12345  x'].join('\n'));
  });
});
