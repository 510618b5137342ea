// A tab with the legacy chat in it, driven from outside.

import assert from 'node:assert/strict';
import { openPage, until } from './browser.mjs';
import { token } from './tokens.mjs';

/** Opens a tab and connects: {transports, headers, endpoint, version}. Resolves when connected. */
export async function connected(browser, origin, options = {}) {
  const page = await attempt(browser, origin, options);
  await until(page, () => record.connected > 0);
  return page;
}

/** The same, without waiting for an outcome. An endpoint of ws: is a plain WebSocket. */
export async function attempt(browser, origin, options) {
  const { transports, headers, endpoint = '/coco', version = 2 } = options;
  const page = await openPage(browser, `${origin}/legacy-${version}.html`);
  await page.evaluate(
    ([url, connectHeaders, list]) =>
      url.startsWith('ws:') ? connectPlain(url, connectHeaders) : connectSockJs(url, connectHeaders, list),
    [endpoint, headers, transports]
  );
  return page;
}

/** Connects as this person, and joins. Resolves when the page has seen its own JOIN. */
export async function inRoom(browser, origin, room, name, options = {}) {
  const own = token(name);
  const page = await connected(browser, origin, { headers: { Authorization: own }, ...options });
  await page.evaluate(([roomId, header]) => joinRoom(roomId, header), [room, own]);
  await arrival(page, { type: 'JOIN', sender: name });
  return page;
}

/** Says something in the room. */
export const say = (page, room, name, message, headers) =>
  page.evaluate(([...what]) => talk(...what), [room, name, message, headers]);

/** Waits for a message with these fields and returns its body. */
export async function arrival(page, fields) {
  await until(
    page,
    (wanted) => bodies().some((body) => Object.keys(wanted).every((field) => body[field] === wanted[field])),
    fields
  );
  return (await bodies(page)).find((body) => Object.keys(fields).every((field) => body[field] === fields[field]));
}

/** The JSON bodies that the page received, in order. */
export const bodies = (page) => page.evaluate('bodies()');

/** The page went through without an error that it did not ask for. */
export async function assertUndisturbed(page) {
  const { errors, connected: times } = await page.evaluate(() => record);
  assert.deepEqual(errors, []);
  assert.equal(times, 1);
  assert.deepEqual(page.problems, []);
}
