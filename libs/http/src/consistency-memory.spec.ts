import { ConsistencyMemory } from './consistency-memory.js';

describe(ConsistencyMemory, () => {
  it('should send nothing before something was written, and nothing for an answer without a token', () => {
    const memory = new ConsistencyMemory();
    memory.remember(undefined, null);
    expect(memory.header).toBeUndefined();
  });

  it('should replace what an answer covers', () => {
    const memory = new ConsistencyMemory();
    memory.remember(undefined, 'a');
    memory.remember('a', 'b');
    expect(memory.header).toBe('b');
  });

  it('should keep what was written at once until a later answer covers all of it', () => {
    const memory = new ConsistencyMemory();
    memory.remember(undefined, 'a');
    memory.remember('a', 'b');
    memory.remember('a', 'c');
    expect(memory.header).toBe('b, c');
    memory.remember('b, c', 'd');
    expect(memory.header).toBe('d');
  });
});
