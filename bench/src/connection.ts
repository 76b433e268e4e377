import type { Method } from '@wishlins/contract/endpoint';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import tls from 'node:tls';

export interface Request {
  method: Method;
  path: string;
  headers: Record<string, string>;
  body?: string;
}

/** The length of a reply that comes in chunks, before the last one is there. */
const UNKNOWN = Number.MAX_SAFE_INTEGER;
const LAST_CHUNK = Buffer.from('\r\n0\r\n\r\n');

/** A reply that is no success. */
export class Refused extends Error {
  readonly status: number;

  constructor(reply: string) {
    super(`A request was refused: ${reply}`);
    this.status = Number(reply.slice(9, 12));
  }
}

/**
 * One keep-alive connection. It knows of HTTP what the servers here say, so that measuring costs a fraction of what is
 * measured: a whole client would take as much CPU as the application.
 */
export class Connection {
  readonly #socket: Socket;
  readonly #host: string;
  #reply: Buffer = Buffer.of();
  #length = Infinity;
  #settle: { resolve: (reply: Buffer) => void; reject: (error: Error) => void } | undefined;

  private constructor(socket: Socket, host: string) {
    this.#socket = socket;
    this.#host = host;
    socket.on('data', (chunk) => this.#receive(chunk));
    // Whoever waits for a reply learns of it when the connection closes.
    socket.on('error', () => {});
    socket.on('close', () => this.#settle?.reject(new Error('The server closed the connection.')));
  }

  /** @param localAddress which of this machine's addresses it comes from */
  static async open(origin: string, localAddress?: string): Promise<Connection> {
    const { protocol, hostname, port } = new URL(origin);
    const where = { host: hostname, port: Number(port), ...(localAddress && { localAddress }) };
    const encrypted = protocol === 'https:';
    const socket = encrypted ? tls.connect({ ...where, servername: hostname }) : connect(where);
    socket.setNoDelay(true);
    await once(socket, encrypted ? 'secureConnect' : 'connect');
    return new Connection(socket, hostname);
  }

  /** Whether the server has closed it. */
  get closed(): boolean {
    return this.#socket.destroyed || this.#socket.readableEnded;
  }

  /** Sends a request and waits for its reply, which it answers with; one that is no success is a {@link Refused}. */
  send({ method, path, headers, body = '' }: Request): Promise<Buffer> {
    if (this.closed) return Promise.reject(new Error('The server has closed the connection.'));
    const fields = { host: this.#host, 'content-length': Buffer.byteLength(body), ...headers };
    const head = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`);
    this.#socket.write(`${method} ${path} HTTP/1.1\r\n${head.join('')}\r\n${body}`);
    return new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
    });
  }

  close(): void {
    this.#settle = undefined;
    this.#socket.destroy();
  }

  #receive(chunk: Buffer): void {
    this.#reply = this.#reply.length > 0 ? Buffer.concat([this.#reply, chunk]) : chunk;
    if (this.#length === Infinity) {
      const end = this.#reply.indexOf('\r\n\r\n');
      if (end < 0) return;
      const head = this.#reply.toString('latin1', 0, end);
      const length = /content-length: (\d+)/i.exec(head)?.[1];
      this.#length = /transfer-encoding: chunked/i.test(head) ? UNKNOWN : end + 4 + Number(length ?? 0);
    }
    if (this.#length === UNKNOWN && this.#reply.subarray(-LAST_CHUNK.length).equals(LAST_CHUNK)) this.#length = 0;
    if (this.#reply.length < this.#length) return;
    const [reply, settle] = [this.#reply, this.#settle];
    [this.#reply, this.#length, this.#settle] = [Buffer.of(), Infinity, undefined];
    if (reply.toString('latin1', 9, 10) === '2') settle?.resolve(reply.subarray(reply.indexOf('\r\n\r\n') + 4));
    else settle?.reject(new Refused(reply.toString()));
  }
}
