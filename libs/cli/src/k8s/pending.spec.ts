import { pendingPods } from './pending.js';

describe(pendingPods, () => {
  const scheduled = { type: 'PodScheduled', status: 'True' };
  const refused = {
    type: 'PodScheduled',
    status: 'False',
    reason: 'Unschedulable',
    message: '0/1 nodes are available: 1 Insufficient cpu.',
  };

  it('should name the pods that no node takes, with the reason', () => {
    const items = [
      { metadata: { name: 'runs' }, status: { conditions: [{ type: 'Ready', status: 'False' }, scheduled] } },
      { metadata: { name: 'waits' }, status: { conditions: [refused] } },
    ];
    expect(pendingPods({ items })).toEqual([{ pod: 'waits', why: refused.message }]);
  });

  it('should pass over pods that nobody has looked at yet, and those that wait for a gate', () => {
    const gated = { ...refused, reason: 'SchedulingGated' };
    const items = [
      { metadata: { name: 'new' }, status: {} },
      { metadata: { name: 'gated' }, status: { conditions: [gated] } },
    ];
    expect(pendingPods({ items })).toEqual([]);
  });
});
