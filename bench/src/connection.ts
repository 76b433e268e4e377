import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

export interface Request {
  method: 'GET' | 'PUT' | 'DELETE';
  path: string;
  headers: Record<string, string>;
  body?: string;
}

/**
 * One keep-alive connection. It knows of HTTP what the servers here say, so that measuring costs a fraction of what is
 * measured: a whole client would take as much CPU as the application.
 */
export class Connection {
  readonly #socket: Socket;
  #reply: Buffer = Buffer.of();
  #length = Infinity;
  #settle: { resolve: () => void; reject: (error: Error) => void } | undefined;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', (chunk) => this.#receive(chunk));
    socket.on('close', () => this.#settle?.reject(new Error('The server closed the connection.')));
  }

  static async open(origin: string): Promise<Connection> {
    const { hostname, port } = new URL(origin);
    const socket = connect({ host: hostname, port: Number(port), noDelay: true });
    await once(socket, 'connect');
    return new Connection(socket);
  }

  /** Sends a request and waits for its reply; one that is no success is an error. */
  send({ method, path, headers, body = '' }: Request): Promise<void> {
    const fields = { host: 'bench', 'content-length': Buffer.byteLength(body), ...headers };
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
      const length = /content-length: (\d+)/i.exec(this.#reply.toString('latin1', 0, end))?.[1];
      this.#length = end + 4 + Number(length ?? 0);
    }
    if (this.#reply.length < this.#length) return;
    const [reply, settle] = [this.#reply, this.#settle];
    [this.#reply, this.#length, this.#settle] = [Buffer.of(), Infinity, undefined];
    if (reply.toString('latin1', 9, 10) === '2') settle?.resolve();
    else settle?.reject(new Error(`A request was refused: ${reply.toString()}`));
  }
}
