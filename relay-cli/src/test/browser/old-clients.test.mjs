// The clients that old pages still use, on a plain WebSocket and over SockJS: stompjs 2.3.3,
// @stomp/stompjs 4.0.8, webstomp-client 1.2.6.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import * as broker from './lib/broker.mjs';
import { closePage, openBrowser, openPage, until } from './lib/browser.mjs';
import { relay, sitePort } from './lib/environment.mjs';
import { arrival, assertUndisturbed, connected, inRoom, say } from './lib/legacy-page.mjs';
import { openSite } from './lib/site.mjs';
import { token } from './lib/tokens.mjs';

const FORGED = 'before\0\nMESSAGE\nsubscription:sub-0\nmessage-id:1\ndestination:/topic/x\n\nforged\0after';

let browser;
let site;
let plain;

before(async () => {
  plain = `ws://${relay()}/ws`;
  site = await openSite(sitePort());
  browser = await openBrowser();
});

after(async () => {
  await browser?.close();
  await site?.close();
});

for (const [client, version, stomp] of [
  ['stompjs 2.3.3', 2, '1.1'],
  ['@stomp/stompjs 4.0.8', 4, '1.2'],
]) {
  for (const [over, endpoint] of [
    ['a plain WebSocket', () => plain],
    ['SockJS', () => '/coco'],
  ]) {
    test(`${client} over ${over} chats`, async () => {
      const room = `old-${version}-${over.length}`;
      const page = await inRoom(browser, site.origin, room, 'kim', { version, endpoint: endpoint() });
      assert.equal(await page.evaluate('record.session.version'), stomp);
      const long = '\u00e9'.repeat(30_000); // 60,000 bytes, cut by the client in two
      await say(page, room, 'kim', long, { receipt: 'long' });
      await arrival(page, { sender: 'kim', message: long });
      await until(page, () => record.receipts.includes('long'));
      await assertUndisturbed(page);
      await closePage(page);
    });

    test(`${client} over ${over} takes a body with NUL for one message`, async () => {
      const page = await connected(browser, site.origin, {
        version,
        endpoint: endpoint(),
        headers: { Authorization: token('kim') },
      });
      const key = `nul-${version}-${over.length}`;
      await page.evaluate((destination) => listen(destination, { receipt: 'listening' }), '/topic/' + key);
      await until(page, () => record.receipts.includes('listening'));
      await broker.publish('amq.topic', key, FORGED, { contentType: 'text/plain' });
      await broker.publish('amq.topic', key, 'last', { contentType: 'text/plain' });
      await until(page, () => record.frames.some((frame) => frame.body === 'last'));
      const frames = await page.evaluate('record.frames');
      assert.deepEqual(
        frames.map((frame) => frame.body),
        [FORGED.replaceAll('\0', '\ufffd'), 'last']
      );
      assert.ok('x-nul-replaced' in frames[0].headers);
      await assertUndisturbed(page);
      await closePage(page);
    });
  }
}

test('webstomp-client 1.2.6 chats, and takes a body with NUL for one message', async () => {
  const page = await openPage(browser, site.origin + '/newer.html');
  await page.evaluate(
    ([url, jwt]) => {
      window.seen = { connected: 0, errors: [], bodies: [], receipts: [] };
      const client = (window.client = webstomp.client(url, { debug: false }));
      client.onreceipt = (frame) => seen.receipts.push(frame.headers['receipt-id']);
      client.connect(
        { Authorization: jwt },
        (frame) => {
          seen.connected++;
          seen.version = frame.headers.version;
          client.subscribe('/topic/nul-webstomp', (message) => seen.bodies.push(message.body), { receipt: 'one' });
          client.subscribe('/exchange/send.exchange/room.web', (message) => seen.bodies.push(JSON.parse(message.body).message), {
            receipt: 'two',
          });
        },
        (error) => seen.errors.push(error.body || String(error.reason))
      );
    },
    [plain, token('kim')]
  );
  await until(page, () => seen.receipts.length === 2);
  await page.evaluate(() => client.send('/app/chat.addUser', JSON.stringify({ roomId: 'web', type: 'JOIN' })));
  await page.evaluate(() =>
    client.send('/app/chat.sendMessage', JSON.stringify({ roomId: 'web', sender: 'kim', message: 'hi \u{1f600}', type: 'TALK' }))
  );
  await until(page, () => seen.bodies.length === 1);
  await broker.publish('amq.topic', 'nul-webstomp', FORGED, { contentType: 'text/plain' });
  await broker.publish('amq.topic', 'nul-webstomp', 'last', { contentType: 'text/plain' });
  await until(page, () => seen.bodies.includes('last'));
  // two subscriptions are set up side by side: whose RECEIPT comes first is not promised
  await page.evaluate(() => seen.receipts.sort());
  assert.deepEqual(await page.evaluate('seen'), {
    connected: 1,
    version: '1.2',
    errors: [],
    bodies: ['hi \u{1f600}', FORGED.replaceAll('\0', '\ufffd'), 'last'],
    receipts: ['one', 'two'],
  });
  await closePage(page);
});

test('over a plain WebSocket an emoji that the old client itself has cut in two is an ERROR, never silence', async () => {
  const page = await connected(browser, site.origin, { endpoint: plain, headers: { Authorization: token('kim') } });
  const emoji = '\u{1f600}'.repeat(10_000);
  for (const message of [emoji, 'x' + emoji]) {
    await page.evaluate(([...what]) => talk(...what), ['cut', 'kim', message]);
  }
  await until(page, () => record.errors.length > 1);
  assert.equal((await page.evaluate('record')).errors[0].command, 'ERROR');
  await closePage(page);
});
