import { api } from '@wishlins/contract';
import { expect } from 'vitest';
import { journey } from './src/journey.ts';
import { makeList } from './src/people.ts';
import { longestTask } from './src/work.ts';

/** A cheap phone is this many times slower than this machine. */
const slower = 4;
/** A task that takes longer, in milliseconds, is felt. */
const felt = 50;

journey('two hundred wishes scroll without a task that is felt on a cheap phone', async ({ simulator, as }) => {
  const anya = await as('anya');
  const pictures = ['cup', 'lamp', 'bicycle', 'book', 'camera', 'headphones', 'plant', 'scarf', 'backpack', 'tent'];
  const wishes = Array.from({ length: 200 }, (_, index) => ({
    title: `Желание ${index}, о котором есть что рассказать`,
    price: { amount: 100 * index, currency: 'RUB' },
    pictures: [{ url: `/pictures/demo/${pictures[index % pictures.length]}.webp`, width: 800, height: 800 }],
  }));
  const [first = { title: '' }, ...others] = wishes;
  const { list, startapp } = await makeList(anya, { title: 'Двести желаний' }, [first, ...others]);
  const phone = await simulator.open({ persona: 'anya', startapp });
  await phone.app.getByRole('heading', { name: 'Двести желаний' }).waitFor();
  const scrolled = () => phone.frame().evaluate(() => window.scrollY);

  const task = await longestTask(simulator, async () => {
    await simulator.page.mouse.move(450, 450);
    for (let turn = 0; turn < 60; turn += 1) {
      await simulator.page.mouse.wheel(0, 300);
      await simulator.page.waitForTimeout(30);
    }
    await expect.poll(scrolled).toBeGreaterThan(15_000);
  });
  const milliseconds = (time: number) => `${time.toFixed(1)} ms`;
  console.log(
    `200 wishes scrolled: the longest task took ${milliseconds(task)} of processor, ${milliseconds(task * slower)} on a cheap phone; ${felt} ms are felt`,
  );
  expect(task * slower).toBeLessThan(felt);
  await anya.call(api.wishlists.remove, { params: { wishlistId: list.id } });
});
