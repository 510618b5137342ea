// Every SockJS transport that a browser can be made to use, on the page's own origin and from
// another one, with the legacy chat's page.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import * as broker from './lib/broker.mjs';
import { closePage, openBrowser, until } from './lib/browser.mjs';
import { relay, sitePort } from './lib/environment.mjs';
import { arrival, assertUndisturbed, attempt, inRoom, say } from './lib/legacy-page.mjs';
import { openSite } from './lib/site.mjs';
import { token } from './lib/tokens.mjs';
import { TRANSPORTS } from './lib/transports.mjs';

const SAME_ORIGIN_ONLY = ['htmlfile'];
const ROOM = 'transports';

// 20,000 UTF-16 units: the page cuts its frame at 16,384, once of these two between the halves of a pair
const EMOJI = '\u{1f600}'.repeat(10_000);
const LONG = [EMOJI, 'x' + EMOJI];

let browser;
let site;
let watcher;

before(async () => {
  site = await openSite(sitePort());
  browser = await openBrowser();
  watcher = await inRoom(browser, site.origin, ROOM, 'watcher');
});

after(async () => {
  await browser?.close();
  await site?.close();
});

for (const [where, endpoint, transports] of [
  ['same-origin', () => '/coco', TRANSPORTS],
  ['cross-origin', () => `http://${relay()}/coco`, TRANSPORTS.filter((one) => !SAME_ORIGIN_ONLY.includes(one))],
]) {
  for (const transport of transports) {
    test(`${transport}, ${where}: joins, talks at length, hears the back-end, leaves`, async () => {
      const name = `${where}-${transport}`;
      const page = await inRoom(browser, site.origin, ROOM, name, {
        endpoint: endpoint(),
        transports: [transport],
      });
      assert.equal(await page.evaluate('record.transport'), transport);

      for (const message of LONG) {
        await say(page, ROOM, name, message);
        await arrival(page, { sender: name, message });
      }
      await broker.publish('send.exchange', 'room.' + ROOM, JSON.stringify({ type: 'NOTICE', message: '100%41', to: name }));
      assert.equal((await arrival(page, { type: 'NOTICE', to: name })).message, '100%41');

      await assertUndisturbed(page);
      await closePage(page);
    });
  }
}

test('each of them has left exactly once, whatever its transport', async () => {
  const people = TRANSPORTS.length * 2 - SAME_ORIGIN_ONLY.length;
  await until(watcher, (count) => bodies().filter((body) => body.type === 'LEAVE').length >= count, people);
  const left = await watcher.evaluate(() =>
    bodies().filter((body) => body.type === 'LEAVE').map((body) => body.sender)
  );
  assert.equal(left.length, people);
  assert.equal(new Set(left).size, people);
  await assertUndisturbed(watcher);
});

test('a page of an origin that is not on the list does not connect', async () => {
  const stranger = await openSite();
  try {
    for (const transport of ['websocket', 'xhr-polling', 'jsonp-polling']) {
      const page = await attempt(browser, stranger.origin, {
        endpoint: `http://${relay()}/coco`,
        transports: [transport],
        headers: { Authorization: token('stranger') },
      });
      await until(page, () => record.errors.length > 0);
      assert.equal(await page.evaluate('record.connected'), 0);
      await closePage(page);
    }
  } finally {
    await stranger.close();
  }
});
