import { parseListeners } from './proc-net.js';

const HEAD =
  '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode';

describe(parseListeners, () => {
  it('should read port, user and inode of listening sockets and pass over connections', () => {
    const text = [
      HEAD,
      '   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 71234 1 0000 100 0 0 10 0',
      '   1: 0100007F:1F90 0100007F:D2F4 01 00000000:00000000 02:0000 00000000     0        0 71240 2 0000 20 4 30 10 -1',
      '',
    ].join('\n');
    expect(parseListeners(text)).toEqual([{ port: 8080, uid: 1000, inode: '71234' }]);
  });

  it('should read the longer addresses of tcp6', () => {
    const line =
      '   0: 00000000000000000000000000000000:157D 00000000000000000000000000000000:0000 0A 00:00 00:00 00  65534 0 99 1';
    expect(parseListeners([HEAD, line].join('\n'))).toEqual([{ port: 5501, uid: 65534, inode: '99' }]);
  });
});
