// The demo's own page: two people in two tabs, on a desktop and on a phone.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { closePage, openBrowser, openPage } from './lib/browser.mjs';
import { relay, screenshots } from './lib/environment.mjs';

const DESKTOP = { viewport: { width: 1100, height: 720 } };
const PHONE = { viewport: { width: 390, height: 780 }, deviceScaleFactor: 2, hasTouch: true, isMobile: true };

let browser;

before(async () => {
  browser = await openBrowser();
});

after(async () => {
  await browser?.close();
});

async function open(name, room, options) {
  const page = await openPage(browser, `http://${relay()}/`, options);
  page.violations = [];
  page.on('console', (message) => message.type() === 'error' && page.violations.push(message.text()));
  return { page, name, room };
}

/** As somebody who uses the keyboard only. */
async function enter({ page, name, room }) {
  await page.getByRole('textbox', { name: 'Nickname' }).fill(name);
  await page.getByRole('textbox', { name: 'Room' }).fill(room);
  await page.keyboard.press('Enter');
  await page.getByText('Connected', { exact: true }).waitFor();
}

async function say({ page }, what) {
  await page.getByRole('textbox', { name: 'Message' }).fill(what);
  await page.keyboard.press('Enter');
}

const sees = ({ page }, what) => page.getByRole('log').getByText(what, { exact: true }).waitFor();
const shot = ({ page }, file) => page.screenshot({ path: `${screenshots()}/${file}.png` });

test('two tabs chat; join and leave show up with the number of people', async () => {
  const kim = await open('kim', 'lobby', DESKTOP);
  await shot(kim, 'entrance-desktop');
  await enter(kim);
  await sees(kim, 'kim joined');
  await kim.page.getByText('1 person here').waitFor();

  const lee = await open('Søren', 'lobby', { ...PHONE, colorScheme: 'dark' });
  await shot(lee, 'entrance-phone');
  await enter(lee);
  await sees(kim, 'Søren joined');
  await kim.page.getByText('2 people here').waitFor();

  await say(kim, 'Hello! Is anybody here who knows about parcel 4711?');
  await say(lee, 'Yes, it left the depot this morning.');
  await say(lee, '<img src=x onerror="alert(1)"> & <b>markup</b> stays text');
  await say(kim, 'Thank you. ' + 'A rather long line, to see how it breaks. '.repeat(5));
  for (const one of [kim, lee]) {
    await sees(one, 'Yes, it left the depot this morning.');
    await sees(one, '<img src=x onerror="alert(1)"> & <b>markup</b> stays text');
    await one.page.getByText('A rather long line').waitFor();
  }
  await shot(kim, 'chat-desktop');
  await shot(lee, 'chat-phone');
  for (const one of [kim, lee]) {
    const wide = await one.page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
    assert.equal(wide, false, 'nothing sticks out at the side');
  }

  await closePage(lee.page);
  await sees(kim, 'Søren left');
  await kim.page.getByText('1 person here').waitFor();
  await shot(kim, 'left-desktop');
  assert.deepEqual([kim.page.problems, kim.page.violations], [[], []]);
  await closePage(kim.page);
});

test('a lost connection is shown, and the page comes back by itself', async () => {
  const kim = await open('kim', 'back', DESKTOP);
  await enter(kim);
  await sees(kim, 'kim joined');
  // the page may be back before anybody looks
  await kim.page.evaluate(() => {
    const original = show;
    window.shown = [];
    show = (kind, text) => {
      shown.push(text);
      original(kind, text);
    };
    client.ws.close();
  });
  await kim.page.waitForFunction(() => shown.includes('Reconnecting') && shown.at(-1) === 'Connected');
  await say(kim, 'again');
  await sees(kim, 'again');
  await kim.page.getByRole('button', { name: 'Leave' }).click();
  await kim.page.getByRole('heading', { name: 'Demo chat' }).waitFor();
  assert.deepEqual(kim.page.problems, []);
  await closePage(kim.page);
});

test('tokens are for this machine, for names that can be shown, and short-lived', async () => {
  const ask = (query, headers = {}) => fetch(`http://${relay()}/demo/token${query}`, { headers });
  assert.equal((await ask('?name=')).status, 400);
  assert.equal((await ask('')).status, 400);
  assert.equal((await ask('?name=a%00b')).status, 400);
  assert.equal((await ask('?name=%zz')).status, 400);
  assert.equal((await ask('?name=' + 'k'.repeat(41))).status, 400);
  const given = await ask('?name=kim');
  assert.equal(given.status, 200);
  const claims = JSON.parse(Buffer.from((await given.text()).split('.')[1], 'base64url'));
  assert.equal(claims.sub, 'kim');
  assert.equal(claims.roles, 'USER');
  assert.ok(claims.exp - claims.iat <= 3600);
});

test('nothing comes from another server, not even for the transports in an iframe', async () => {
  const iframe = await (await fetch(`http://${relay()}/coco/iframe.html`)).text();
  assert.match(iframe, /src="\/demo\/sockjs\.min\.js"/);
});
