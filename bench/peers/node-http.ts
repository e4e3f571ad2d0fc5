// The cheapest server that Node has without leaving node:http: a look into a Map, one head, one write. Nothing is logged.
import { createServer } from 'node:http';
import { config, HOST } from './config.js';
import { readQuestions } from './questions.js';

const TYPE = 'application/json; charset=utf-8';
const texts = new Map(Object.entries(readQuestions().bodies));
const buffers = new Map([...texts].map(([path, text]) => [path, Buffer.from(text)]));
const bodies: ReadonlyMap<string, string | Buffer> = config.variant === 'buffer' ? buffers : texts;
const lengths = new Map([...buffers].map(([path, { length }]) => [path, length]));

createServer((request, response) => {
  const body = bodies.get(request.url ?? '');
  if (body === undefined) {
    response.writeHead(404).end();
    return;
  }
  response
    .writeHead(200, { 'content-type': TYPE, 'content-length': lengths.get(request.url ?? '') })
    .end(body);
}).listen(config.port, HOST);
