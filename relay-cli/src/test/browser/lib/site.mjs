// The site of the legacy chat: its pages and libraries, and a reverse proxy for the relay's paths,
// so that a page's `new SockJS('/coco')` stays on its own origin.

import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import http from 'node:http';
import net from 'node:net';
import { relay } from './environment.mjs';

const LIBRARIES = {
  '/lib/sockjs.js': 'sockjs-client/dist/sockjs.min.js',
  '/lib/stompjs-2.js': 'stompjs/lib/stomp.min.js',
  '/lib/stompjs-4.js': '@stomp/stompjs-4/lib/stomp.min.js',
  '/lib/stompjs-7.js': '@stomp/stompjs/bundles/stomp.umd.min.js',
  '/lib/webstomp.js': 'webstomp-client/dist/webstomp.min.js',
};
const PAGES = {
  '/legacy.js': 'text/javascript; charset=utf-8',
  '/legacy-2.html': 'text/html; charset=utf-8',
  '/legacy-4.html': 'text/html; charset=utf-8',
  '/clients.js': 'text/javascript; charset=utf-8',
  '/clients.html': 'text/html; charset=utf-8',
  '/newer.html': 'text/html; charset=utf-8',
};
const here = new URL('..', import.meta.url);

/** Opens the site; {origin, close()}. */
export async function openSite(port = 0) {
  const server = http.createServer((request, response) => {
    const path = request.url.split('?')[0];
    if (path in LIBRARIES) {
      serve(response, new URL('node_modules/' + LIBRARIES[path], here), 'text/javascript; charset=utf-8');
    } else if (path in PAGES) {
      serve(response, new URL('pages' + path, here), PAGES[path]);
    } else if (path === '/favicon.ico') {
      response.writeHead(204).end();
    } else {
      forward(request, response);
    }
  });
  server.on('upgrade', tunnel);
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    origin: `http://127.0.0.1:${server.address().port}`,
    async close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

async function serve(response, file, type) {
  const content = await readFile(file);
  response.writeHead(200, { 'content-type': type, 'cache-control': 'no-cache' }).end(content);
}

function forward(request, response) {
  const [host, port] = relay().split(':');
  const onward = http.request(
    { host, port, method: request.method, path: request.url, headers: request.headers, agent: false },
    (answer) => {
      response.writeHead(answer.statusCode, answer.headers);
      answer.pipe(response);
      answer.on('error', () => response.destroy());
    }
  );
  onward.on('error', () => response.destroy());
  response.on('close', () => onward.destroy());
  request.pipe(onward);
}

function tunnel(request, socket, head) {
  const [host, port] = relay().split(':');
  const onward = net.connect(Number(port), host, () => {
    const lines = [`${request.method} ${request.url} HTTP/1.1`];
    for (let i = 0; i < request.rawHeaders.length; i += 2) {
      lines.push(`${request.rawHeaders[i]}: ${request.rawHeaders[i + 1]}`);
    }
    onward.write(lines.join('\r\n') + '\r\n\r\n');
    onward.write(head);
    onward.pipe(socket);
    socket.pipe(onward);
  });
  for (const [one, other] of [
    [socket, onward],
    [onward, socket],
  ]) {
    one.on('error', () => other.destroy());
    one.on('close', () => other.destroy());
  }
}
