import { healthPortOf, portsWithOffset } from './ports.js';

describe(portsWithOffset, () => {
  it.each([0, 100, 10_000])(
    'should give every HTTP, health and store port its own number at offset %d',
    (offset) => {
      const ports = portsWithOffset(offset);
      const http = [ports.gateway, ports.quiz, ports.orders, ports['order-items']];
      const all = [...Object.values(ports), ...http.map(healthPortOf)];
      expect(new Set(all).size).toBe(all.length);
      expect(ports.gateway).toBe(8080 + offset);
    },
  );
});
