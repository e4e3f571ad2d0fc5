// ioredis with auto-pipelining, as libs/cache opens it: a finished answer as bytes.
import { Redis } from 'ioredis';
import { config, HOST } from './config.js';
import { listenForControl } from './control.js';

const BYTES = 400;
const KEY = 'key:__rand_int__';
const redis = new Redis({ host: HOST, port: config.redisPort, enableAutoPipelining: true });

await redis.set(KEY, Buffer.alloc(BYTES, 'x'));
listenForControl(async () => (await redis.getBuffer(KEY))?.length);
