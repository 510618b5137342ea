// The other clients over every SockJS transport; stompjs 2.3.3 is the legacy page's (transports.test.mjs).

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import * as broker from './lib/broker.mjs';
import { closePage, openBrowser, openPage, until } from './lib/browser.mjs';
import { sitePort } from './lib/environment.mjs';
import { openSite } from './lib/site.mjs';
import { token } from './lib/tokens.mjs';
import { TRANSPORTS } from './lib/transports.mjs';

// cut by two of the clients at 16,384 UTF-16 units, once of these two between the halves of a pair
const EMOJI = '\u{1f600}'.repeat(10_000);
const LONG = [EMOJI, 'x' + EMOJI];

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

for (const client of ['@stomp/stompjs 4.0.8', '@stomp/stompjs 7', 'webstomp-client 1.2.6']) {
  for (const transport of TRANSPORTS) {
    test(`${client}, ${transport}: connects, talks at length, takes no forged frame, beats, leaves`, async () => {
      const page = await openPage(browser, site.origin + '/clients.html');
      const key = 'clients-' + (client + transport).replace(/\W/g, '-');
      await page.evaluate(([...how]) => start(...how), [client, '/coco', transport, { Authorization: token('kim') }]);
      await until(page, () => seen.connected === 1);
      await page.evaluate((destination) => void chat.listen(destination), '/topic/' + key);
      await until(page, () => seen.receipts.includes('listening'));

      for (const body of LONG) {
        await page.evaluate(([...what]) => void chat.say(...what), ['/topic/' + key, body]);
      }
      await until(page, () => seen.bodies.length === 2);
      await broker.publish('amq.topic', key, 'before\0\nMESSAGE\nsubscription:sub-0\n\nforged\0after', { contentType: 'text/plain' });
      await broker.publish('amq.topic', key, '100%41', { contentType: 'text/plain' });
      await until(page, () => seen.bodies.includes('100%41'));
      await until(page, () => seen.beats > 0);
      const seen = await page.evaluate('seen');
      assert.equal(seen.transport, transport);
      assert.deepEqual(seen.bodies, [...LONG, 'before\ufffd\nMESSAGE\nsubscription:sub-0\n\nforged\ufffdafter', '100%41']);
      assert.deepEqual([seen.connected, seen.errors, page.problems], [1, [], []]);

      // whoever closes at once leaves a JSONP script behind, whose callback sockjs-client has removed
      await page.evaluate(() => void chat.leave());
      await until(page, () => seen.receipts.includes('left'));
      await closePage(page);
    });
  }
}
