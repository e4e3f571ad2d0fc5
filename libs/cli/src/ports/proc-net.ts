export interface Listener {
  readonly port: number;
  readonly uid: number;
  readonly inode: string;
}

/** The state of a listening socket in /proc/net/tcp and /proc/net/tcp6. */
const LISTEN = '0A';

/** Reads the listening sockets out of /proc/net/tcp or /proc/net/tcp6. */
export function parseListeners(text: string): Listener[] {
  return text
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(/\s+/))
    .filter((fields) => fields[3] === LISTEN)
    .map((fields) => ({
      port: parseInt(fields[1]?.split(':')[1] ?? '', 16),
      uid: Number(fields[7]),
      inode: fields[9] ?? '',
    }));
}
