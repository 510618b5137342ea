// The legacy chat page, sockjs-client 1.6.1 and stompjs 2.3.3, untouched, in a real browser.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import * as broker from './lib/broker.mjs';
import { closePage, openBrowser, until } from './lib/browser.mjs';
import { arrival, assertUndisturbed, attempt, bodies, connected, inRoom, say } from './lib/legacy-page.mjs';
import { openSite } from './lib/site.mjs';
import { token } from './lib/tokens.mjs';

let browser;
let site;

before(async () => {
  site = await openSite();
  browser = await openBrowser();
});

after(async () => {
  await browser?.close();
  await site?.close();
});

for (const [how, headers] of [
  ['bare in Authorization', (jwt) => ({ Authorization: jwt })],
  ['with Bearer', (jwt) => ({ Authorization: 'Bearer ' + jwt })],
  ['in header token', (jwt) => ({ token: jwt })],
]) {
  test(`a JWT ${how} connects`, async () => {
    const page = await connected(browser, site.origin, { headers: headers(token('kim')) });
    const record = await page.evaluate('record');
    assert.equal(record.transport, 'websocket');
    assert.equal(record.session.version, '1.1');
    assert.match(record.session['heart-beat'], /^\d+,\d+$/);
    await assertUndisturbed(page);
    await closePage(page);
  });
}

for (const [what, headers] of [
  ['an expired token', () => ({ Authorization: token('kim', { lifetimeSeconds: -60 }) })],
  ['a token of another key', () => ({ Authorization: token('kim', { key: 'x'.repeat(32) }) })],
  ['something that is no token', () => ({ Authorization: 'kim' })],
  ['no token', () => ({})],
]) {
  test(`${what} runs the page's onError with an ERROR that says why`, async () => {
    const page = await attempt(browser, site.origin, { headers: headers() });
    await until(page, () => record.errors.length > 1);
    const record = await page.evaluate('record');
    assert.equal(record.connected, 0);
    assert.equal(record.errors[0].command, 'ERROR');
    assert.match(record.errors[0].headers.message, /token/i);
    assert.match(record.errors[1], /Lost connection/);
    assert.deepEqual(page.problems, []);
    await closePage(page);
  });
}

test('two people join, talk, and the one who closes the tab has left exactly once', async () => {
  const kim = await inRoom(browser, site.origin, 'talk', 'kim');
  const lee = await inRoom(browser, site.origin, 'talk', 'lee');
  const join = await arrival(kim, { type: 'JOIN', sender: 'lee' });
  assert.deepEqual(
    { roomId: join.roomId, auth: join.auth, day: join.day, time: join.time, count: join.count },
    { roomId: 'talk', auth: 'USER', day: '11/22', time: '14:05', count: 2 }
  );

  await say(kim, 'talk', 'kim', 'hello, 안녕 \u{1f600} <b>');
  for (const page of [kim, lee]) {
    const talk = await arrival(page, { type: 'TALK', message: 'hello, 안녕 \u{1f600} <b>' });
    assert.equal(talk.sender, 'kim');
  }

  await closePage(kim);
  const leave = await arrival(lee, { type: 'LEAVE', sender: 'kim' });
  assert.deepEqual([leave.roomId, leave.auth, leave.count], ['talk', 'USER', 1]);
  await say(lee, 'talk', 'lee', 'still here');
  await arrival(lee, { message: 'still here' });
  assert.equal((await bodies(lee)).filter((body) => body.type === 'LEAVE').length, 1);
  await assertUndisturbed(lee);
  await closePage(lee);
});

test('who disconnects and then closes the tab has left exactly once', async () => {
  const kim = await inRoom(browser, site.origin, 'goodbye', 'kim');
  const lee = await inRoom(browser, site.origin, 'goodbye', 'lee');
  await kim.evaluate(() => stompClient.disconnect());
  await arrival(lee, { type: 'LEAVE', sender: 'kim' });
  await assertUndisturbed(kim);
  await closePage(kim);
  await say(lee, 'goodbye', 'lee', 'still here');
  await arrival(lee, { message: 'still here' });
  assert.equal((await bodies(lee)).filter((body) => body.type === 'LEAVE').length, 1);
  await closePage(lee);
});

test('what a back-end publishes by AMQP reaches the page', async () => {
  const kim = await inRoom(browser, site.origin, 'backend', 'kim');
  const body = { type: 'NOTICE', sender: 'backend', message: 'We close at six: see you', roomId: 'backend' };
  await broker.publish('send.exchange', 'room.backend', JSON.stringify(body), { contentType: 'application/json' });
  assert.deepEqual(await arrival(kim, { type: 'NOTICE' }), body);
  await assertUndisturbed(kim);
  await closePage(kim);
});

test('the durable queues hold a copy of everything, persistent and typed', async () => {
  const kim = await inRoom(browser, site.origin, 'copies', 'kim');
  const lee = await inRoom(browser, site.origin, 'copies', 'lee');
  await say(kim, 'copies', 'kim', 'for the record', { receipt: 'said' });
  await until(kim, () => record.receipts.includes('said'));
  await closePage(kim);
  await arrival(lee, { type: 'LEAVE', sender: 'kim' });

  for (const [queue, typeId, fields] of [
    ['connect.queue', undefined, { type: 'JOIN', sender: 'kim' }],
    ['send.queue', 'com.example.chat.ChatMessage', { type: 'TALK', sender: 'kim', message: 'for the record' }],
    ['disconnect.queue', undefined, { type: 'LEAVE', sender: 'kim' }],
  ]) {
    const copies = (await broker.drain(queue))
      .filter((copy) => copy.routingKey === 'room.copies')
      .filter((copy) => matches(JSON.parse(copy.body), fields));
    assert.equal(copies.length, 1, queue);
    assert.equal(copies[0].contentType, 'application/json');
    assert.equal(copies[0].deliveryMode, 2);
    assert.equal(copies[0].headers.__TypeId__, typeId);
  }
  await closePage(lee);
});

test('RabbitMQ restarts in the middle: the page goes on, and nothing with a receipt is missing', async () => {
  const kim = await inRoom(browser, site.origin, 'restart', 'kim');
  const lee = await inRoom(browser, site.origin, 'restart', 'lee');
  const talkOn = (from, to) =>
    kim.evaluate(
      ([first, last]) => {
        for (let i = first; i < last; i++) {
          talk('restart', 'kim', 'line ' + i, { receipt: 'line ' + i });
        }
      },
      [from, to]
    );

  await talkOn(0, 20);
  const stopped = broker.stop();
  await talkOn(20, 40);
  await stopped;
  await talkOn(40, 60);
  await broker.start();
  await talkOn(60, 80);
  await until(kim, () => new Set(record.receipts).size === 80);

  const kept = (await broker.drain('send.queue'))
    .filter((copy) => copy.routingKey === 'room.restart')
    .map((copy) => JSON.parse(copy.body).message);
  const missing = [...Array(80).keys()].map((i) => 'line ' + i).filter((line) => !kept.includes(line));
  assert.deepEqual(missing, []);
  await say(lee, 'restart', 'lee', 'we are back');
  await arrival(kim, { message: 'we are back' });
  await arrival(lee, { message: 'we are back' });
  await assertUndisturbed(kim);
  await assertUndisturbed(lee);
  await closePage(kim);
  await arrival(lee, { type: 'LEAVE', sender: 'kim' });
  await closePage(lee);
});

const matches = (body, fields) => Object.keys(fields).every((field) => body[field] === fields[field]);
