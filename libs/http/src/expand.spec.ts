import { z } from 'zod';
import { expandParameter } from './expand.js';

describe(expandParameter, () => {
  const query = z.strictObject({ expand: expandParameter(['lines', 'history']) });

  it('should take any of its names, each once', () => {
    expect(query.parse({})).toEqual({});
    expect(query.parse({ expand: 'history,lines,history' })).toEqual({ expand: ['history', 'lines'] });
  });

  it.each(['', 'lines,', 'line', 'lines.product', 'LINES', ' lines', 'lines,lines '.repeat(30)])(
    'should refuse %j and say what there is',
    (expand) => {
      const { error } = query.safeParse({ expand });
      expect(error?.issues.at(-1)).toMatchObject({ path: ['expand'] });
      expect(error?.issues.map(({ message }) => message).join()).toContain('lines, history');
    },
  );
});
