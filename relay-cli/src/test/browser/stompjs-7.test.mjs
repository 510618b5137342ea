// @stomp/stompjs 7 on a plain WebSocket: STOMP 1.2 with all that it offers.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import * as broker from './lib/broker.mjs';
import { closePage, openBrowser, openPage, until } from './lib/browser.mjs';
import { relay, sitePort } from './lib/environment.mjs';
import { openSite } from './lib/site.mjs';
import { token } from './lib/tokens.mjs';

let browser;
let site;

before(async () => {
  site = await openSite(sitePort());
  browser = await openBrowser();
});

after(async () => {
  await browser?.close();
  await site?.close();
});

/** A tab with one connected client in it; `seen` is what happened to it. */
async function connected(options = {}) {
  const page = await openPage(browser, site.origin + '/newer.html');
  await page.evaluate(
    ([brokerURL, Authorization, more]) => {
      window.seen = { connected: 0, disconnected: 0, errors: [], closed: [], receipts: [], pongs: 0, bodies: [] };
      window.client = new StompJs.Client({
        brokerURL,
        connectHeaders: { Authorization },
        reconnectDelay: 0,
        onConnect: (frame) => {
          seen.connected++;
          seen.session = frame.headers;
        },
        onDisconnect: () => seen.disconnected++,
        onStompError: (frame) => seen.errors.push(frame.headers.message),
        onWebSocketClose: (event) => seen.closed.push(event.code),
        onUnhandledReceipt: (frame) => seen.receipts.push(frame.headers['receipt-id']),
        debug: (line) => line === '<<< PONG' && seen.pongs++,
        ...more,
      });
      client.activate();
    },
    [`ws://${relay()}/ws`, token('kim'), options]
  );
  await until(page, () => seen.connected === 1);
  return page;
}

test('it gets STOMP 1.2, heart-beats, and a receipt for its DISCONNECT', async () => {
  const page = await connected({ heartbeatIncoming: 4000, heartbeatOutgoing: 4000 });
  assert.equal(await page.evaluate('client.connectedVersion'), '1.2');
  assert.equal(await page.evaluate('client.webSocket.protocol'), 'v12.stomp');
  await until(page, () => seen.pongs > 1);
  await page.evaluate(() => client.deactivate());
  await until(page, () => seen.closed.length === 1);
  const seen = await page.evaluate('seen');
  assert.deepEqual([seen.disconnected, seen.closed, seen.errors], [1, [1000], []]);
  await closePage(page);
});

test('a receipt means that the broker has the message', async () => {
  await broker.declare('receipts-7');
  const page = await connected();
  await page.evaluate(() => {
    for (let i = 0; i < 50; i++) {
      client.publish({ destination: '/amq/queue/receipts-7', body: 'message ' + i + ' \u{1f600}', headers: { receipt: 'r' + i } });
    }
  });
  await until(page, () => seen.receipts.length === 50);
  const kept = (await broker.drain('receipts-7')).map((copy) => copy.body);
  assert.deepEqual(kept, [...Array(50).keys()].map((i) => `message ${i} \u{1f600}`));
  await closePage(page);
});

test('client-individual: what was not acknowledged comes again, to the next one', async () => {
  await broker.declare('individual-7');
  const subscribe = () => {
    window.messages = [];
    window.subscription = client.subscribe(
      '/amq/queue/individual-7',
      (message) => {
        messages.push(message);
        seen.bodies.push(message.body);
      },
      { ack: 'client-individual' }
    );
  };
  const first = await connected();
  await first.evaluate(subscribe);
  for (const body of ['one', 'two', 'three']) {
    await broker.publish('', 'individual-7', body, { contentType: 'text/plain' });
  }
  await until(first, () => seen.bodies.length === 3);
  await first.evaluate(() => messages[1].ack({ receipt: 'acked' }));
  await until(first, () => seen.receipts.includes('acked'));
  await first.evaluate(() => client.deactivate());
  await until(first, () => seen.disconnected === 1);

  const second = await connected();
  await second.evaluate(subscribe);
  await until(second, () => seen.bodies.length === 2);
  assert.deepEqual(await second.evaluate('seen.bodies'), ['one', 'three']);
  await second.evaluate(() => messages.forEach((message, i) => message.ack({ receipt: 'again ' + i })));
  await until(second, () => seen.receipts.length === 2);
  assert.deepEqual(await broker.drain('individual-7'), []);
  await closePage(first);
  await closePage(second);
});

test('a body with NUL arrives as it is: this client counts bytes', async () => {
  const page = await connected();
  await page.evaluate(() =>
    client.subscribe('/topic/nul-7', (message) => seen.bodies.push(message.body), { receipt: 'listening' })
  );
  await until(page, () => seen.receipts.includes('listening'));
  await broker.publish('amq.topic', 'nul-7', 'a\0\nb', { contentType: 'text/plain' });
  await until(page, () => seen.bodies.length === 1);
  assert.deepEqual(await page.evaluate('seen.bodies'), ['a\0\nb']);
  await closePage(page);
});

test('frames in pieces: splitLargeFrames with emoji in it', async () => {
  const page = await connected({ splitLargeFrames: true });
  await page.evaluate(() =>
    client.subscribe('/topic/pieces-7', (message) => seen.bodies.push(message.body), { receipt: 'listening' })
  );
  await until(page, () => seen.receipts.includes('listening'));
  const body = '\u00e9'.repeat(30_000);
  await page.evaluate((text) => client.publish({ destination: '/topic/pieces-7', body: text }), body);
  await until(page, () => seen.bodies.length === 1);
  assert.equal(await page.evaluate('seen.bodies[0]'), body);
  await closePage(page);
});
