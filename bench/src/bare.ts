import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import process from 'node:process';

/** A server that does nothing but answer: `/n` with the n-th of the texts in the file that it is given. */
const [file = '', port = ''] = process.argv.slice(2);
const replies: string[] = JSON.parse(readFileSync(file, 'utf8'));

createServer((request, response) => {
  const reply = replies[Number(request.url?.slice(1))] ?? '';
  response.writeHead(200, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(reply),
  });
  request.resume().on('end', () => response.end(reply));
}).listen(Number(port), '127.0.0.1');
