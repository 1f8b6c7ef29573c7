import { chromium, type Browser, type Page } from 'playwright-core';
import { dicomTool } from './dicom-tool.ts';

/** So long a viewer may take on a busy machine without a graphics card. */
export const SHOWN_WITHIN_MS = 90_000;

/** A real browser, without a graphics card, and as whoever builds. */
export function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: dicomTool('chromium'),
    args: ['--no-sandbox', '--use-gl=angle', '--use-angle=swiftshader', '--enable-unsafe-swiftshader'],
  });
}

/** How many greys the viewport shows; one or two are an empty one. Runs in the page. */
const GREYS = `(() => {
  const shown = document.querySelector('canvas');
  const copy = document.createElement('canvas');
  if (shown === null || shown.width === 0) return 0;
  Object.assign(copy, { width: shown.width, height: shown.height });
  const context = copy.getContext('2d');
  context.drawImage(shown, 0, 0);
  const { data } = context.getImageData(0, 0, copy.width, copy.height);
  return new Set(data.filter((_, at) => at % 4 === 0)).size;
})()`;

/** Waits until OHIF shows an image of many greys. @returns how many */
export async function greysShown(page: Page): Promise<number> {
  await page.locator('canvas').first().waitFor({ timeout: SHOWN_WITHIN_MS });
  await page.waitForFunction(`${GREYS} > 100`, undefined, { timeout: SHOWN_WITHIN_MS });
  return Number(await page.evaluate(GREYS));
}
