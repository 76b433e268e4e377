import axe from 'axe-core';
import type { Frame, Page } from 'playwright-core';

const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** Fails with a line per rule that the page, as it is now, breaks. */
export async function expectAccessible(page: Frame | Page): Promise<void> {
  await page.evaluate(axe.source);
  const violations = await page.evaluate(async (values) => {
    const checker: typeof axe = Reflect.get(window, 'axe');
    const found = await checker.run(document, { runOnly: { type: 'tag', values }, resultTypes: ['violations'] });
    return found.violations.map(({ id, help, nodes }) => ({ id, help, places: nodes.map(({ html }) => html) }));
  }, rules);
  const lines = violations.map(({ id, help, places }) => `${id}: ${help}\n  ${places.slice(0, 3).join('\n  ')}`);
  if (lines.length > 0) throw new Error(`${page.url()} is not accessible to everybody.\n${lines.join('\n')}`);
}
