import { isCharge } from './charges.js';

describe(isCharge, () => {
  it.each(['POST', 'DOT', 'M', 'm', 'D', 'C2', 'S', 'BANK CHARGES', 'AMAZONFEE', 'gift_0001_40'])(
    'should flag %s',
    (sku) => {
      expect(isCharge(sku)).toBe(true);
    },
  );

  it.each(['85123A', 'DCGS0076', 'DCGSSBOY', 'PADS', '22139', 'POSTER'])('should not flag %s', (sku) => {
    expect(isCharge(sku)).toBe(false);
  });
});
