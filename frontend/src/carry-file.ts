/** Carries a file as `fetch` would, and tells how much of it has left: `fetch` itself cannot. */
export function carryFile(told: (share: number) => void): typeof fetch {
  return (address, { method = 'GET', headers, body, signal } = {}) =>
    new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      request.open(method, address instanceof Request ? address.url : address);
      new Headers(headers).forEach((value, name) => request.setRequestHeader(name, value));
      request.responseType = 'blob';
      request.upload.addEventListener('progress', ({ loaded, total }) => told(total > 0 ? loaded / total : 0));
      request.addEventListener('load', () =>
        resolve(new Response(request.response as Blob, { status: request.status })),
      );
      request.addEventListener('error', () => reject(new TypeError('the file did not arrive')));
      request.addEventListener('abort', () => reject(new DOMException('the sender changed their mind', 'AbortError')));
      signal?.addEventListener('abort', () => request.abort());
      request.send(body as XMLHttpRequestBodyInit);
    });
}
