import { chromium as playwright } from 'playwright-core';
import { chromium } from './environment.mjs';

/** How long a page may take for anything, in milliseconds; nothing takes that long when all is well. */
export const PATIENCE = 60_000;

/** Starts the installed Chromium; nothing is downloaded, nothing phones home. */
export function openBrowser() {
  return playwright.launch({
    executablePath: chromium(),
    chromiumSandbox: false,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

/** A new tab of its own profile; its script errors are kept in `page.problems`. */
export async function openPage(browser, address, options = {}) {
  const context = await browser.newContext(options);
  context.setDefaultTimeout(PATIENCE);
  const page = await context.newPage();
  page.problems = [];
  page.on('pageerror', (error) => page.problems.push(String(error)));
  await page.goto(address);
  return page;
}

/** Closes a tab as a user does. */
export const closePage = (page) => page.context().close();

/** Waits until something holds in the page. On failure the error shows what the page has recorded. */
export async function until(page, condition, argument) {
  try {
    await page.waitForFunction(condition, argument, { timeout: PATIENCE, polling: 50 });
  } catch (cause) {
    const recorded = () => JSON.stringify(typeof record === 'undefined' ? seen : record);
    const state = await page.evaluate(recorded).catch(() => 'the page is gone');
    throw new Error(`${cause.message}\n${condition}\npage: ${state.slice(0, 4000)}\n${page.problems.join('\n')}`, { cause });
  }
}
