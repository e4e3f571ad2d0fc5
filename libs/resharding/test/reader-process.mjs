// Reads one value again and again, as a service would, and says what it has found.
import { Shards, statement } from '@tenfold/database';

const { map, options, text, bucket } = JSON.parse(process.argv[2]);
const read = statement('test.tally', text);
const shards = new Shards(map, options);
for (;;) {
  const [row] = await shards.forBucket(bucket).query(read, [bucket]);
  process.stdout.write(`${row?.entries}\n`);
}
