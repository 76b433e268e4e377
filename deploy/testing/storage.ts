import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** Storage elsewhere: as much of S3 as a backup needs. */
export interface Storage {
  /** What the operator writes into `.env`. */
  settings: Record<string, string>;
  /** What lies there, by path. */
  objects: Map<string, Buffer>;
  stop: () => void;
}

export async function startStorage(): Promise<Storage> {
  const objects = new Map<string, Buffer>();
  const server = createServer((request, response) => {
    const signed = /^AWS4-HMAC-SHA256 Credential=wishlins\/\d{8}\/eu-1\/s3\/aws4_request/;
    if (!signed.test(request.headers.authorization ?? '')) return response.writeHead(403).end();
    const path = request.url ?? '';
    if (request.method === 'PUT') {
      return void buffer(request).then((body) => {
        objects.set(path, body);
        response.writeHead(200).end();
      });
    }
    const object = objects.get(path);
    response.writeHead(object ? 200 : 404, { 'content-length': object?.length ?? 0 });
    response.end(request.method === 'HEAD' ? undefined : object);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const settings = {
    BACKUP_S3_URL: `http://127.0.0.1:${port}/bucket/wishlins`,
    BACKUP_S3_KEY_ID: 'wishlins',
    BACKUP_S3_SECRET: 'of-the-bucket',
    BACKUP_S3_REGION: 'eu-1',
  };
  return { settings, objects, stop: () => server.close() };
}
