import axe from 'axe-core';
import type { Frame, Page } from 'playwright-core';

const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/**
 * Fails with a line per rule that the page, as it is now, breaks.
 *
 * @param part a selector, when only a part of the page is meant
 */
export async function expectAccessible(page: Frame | Page, part = 'html'): Promise<void> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source);
  const violations = await page.evaluate(
    async ([where, values]) => {
      const checker: typeof axe = Reflect.get(window, 'axe');
      const found = await checker.run(where, {
        runOnly: { type: 'tag', values },
        resultTypes: ['violations'],
      });
      return found.violations.map(({ id, help, nodes }) => ({ id, help, places: nodes.map(({ html }) => html) }));
    },
    [part, rules] as const,
  );
  const lines = violations.map(({ id, help, places }) => `${id}: ${help}\n  ${places.slice(0, 3).join('\n  ')}`);
  if (lines.length > 0) throw new Error(`${page.url()} is not accessible to everybody.\n${lines.join('\n')}`);
}
