// A page as a PNG, by headless Chromium over its own debugging protocol: --screenshot cannot tell how high a page is.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';

const FLAGS = [
  '--headless',
  '--disable-gpu',
  '--disable-quic',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  '--hide-scrollbars',
  '--remote-debugging-port=0',
];

/** Starts Chromium, and ends it when `work` has ended; `work` gets what makes pictures of pages. */
export async function withBrowser(work) {
  const folder = mkdtempSync(join(tmpdir(), 'helm-migrate-picture-'));
  // Chromium refuses to run as root with its sandbox; the pages are our own files.
  const sandbox = process.getuid() === 0 ? ['--no-sandbox'] : [];
  const browser = spawn('chromium', [...FLAGS, ...sandbox, `--user-data-dir=${folder}/profile`], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = new Promise((resolve) => browser.once('exit', resolve));
  try {
    const socket = await connect(await findAddress(browser));
    const call = makeCaller(socket);
    await work((html, size) => photograph(call, writePage(folder, html), size));
  } finally {
    browser.kill();
    await ended;
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

function writePage(folder, html) {
  const page = join(folder, 'page.html');
  writeFileSync(page, html);
  return pathToFileURL(page).href;
}

/**
 * The whole of a page as a PNG, `width` CSS pixels wide; it is ready when the promise `drawn` of its window is kept, where
 * it has one.
 */
async function photograph(call, url, { width, scale }) {
  const { targetId } = await call('Target.createTarget', { url: 'about:blank' });
  const { sessionId } = await call('Target.attachToTarget', { targetId, flatten: true });
  const callPage = (method, params) => call(method, params, sessionId);
  const metrics = { width, height: 200, deviceScaleFactor: scale, mobile: false };
  await callPage('Emulation.setDeviceMetricsOverride', metrics);
  await callPage('Page.enable');
  const loaded = call.event('Page.loadEventFired');
  await callPage('Page.navigate', { url });
  await loaded;
  const drawn = { expression: 'window.drawn', awaitPromise: true };
  const { exceptionDetails } = await callPage('Runtime.evaluate', drawn);
  if (exceptionDetails) throw new Error(`the page is not drawn: ${exceptionDetails.text}`);
  const png = await capture(callPage, width);
  await call('Target.closeTarget', { targetId });
  return png;
}

async function findAddress(browser) {
  const seen = [];
  for await (const line of createInterface({ input: browser.stderr })) {
    const address = /DevTools listening on (ws:\S+)/.exec(line)?.[1];
    if (address) return address;
    seen.push(line);
  }
  throw new Error(`chromium ended before it was ready: ${seen.slice(-5).join(' | ')}`);
}

async function connect(address) {
  const socket = new WebSocket(address);
  await new Promise((resolve, reject) => {
    socket.onopen = resolve;
    socket.onerror = () => reject(new Error(`cannot connect to ${address}`));
  });
  return socket;
}

function makeCaller(socket) {
  const answers = new Map();
  const events = new Map();
  socket.onmessage = ({ data }) => {
    const { id, method, result, error } = JSON.parse(data);
    if (method) return events.get(method)?.();
    if (error) answers.get(id).reject(new Error(error.message));
    else answers.get(id).resolve(result);
  };
  let last = 0;
  const call = (method, params = {}, sessionId = undefined) =>
    new Promise((resolve, reject) => {
      answers.set(++last, { resolve, reject });
      socket.send(JSON.stringify({ id: last, method, params, sessionId }));
    });
  call.event = (method) => new Promise((resolve) => events.set(method, resolve));
  return call;
}

async function capture(callPage, width) {
  const { cssContentSize } = await callPage('Page.getLayoutMetrics');
  const { data } = await callPage('Page.captureScreenshot', {
    format: 'png',
    captureBeyondViewport: true,
    clip: { x: 0, y: 0, width, height: cssContentSize.height, scale: 1 },
  });
  return Buffer.from(data, 'base64');
}
