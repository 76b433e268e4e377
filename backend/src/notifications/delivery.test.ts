import { expect, it } from 'vitest';
import { createTestDatabase } from '../testing/database.ts';
import { proveDelivery } from '../testing/delivery-proof.ts';

/** `npm run bench:delivery` in small. */
it(
  'with workers killed while they send and Telegram misbehaving, nothing is lost and little comes twice',
  { timeout: 300_000 },
  async () => {
    const database = await createTestDatabase({ pool: 1 });
    const trial = { url: database.url, people: 150, messages: 2, kills: 3, killAfter: 800, perSecond: 100, calm: 0.2 };
    const findings = await proveDelivery(trial);
    await database.drop();
    expect(findings).toMatchObject({
      notifications: 300,
      kills: 3,
      lost: 0,
      doubledInVain: 0,
      violations: 0,
      outOfOrder: 0,
    });
    expect(findings.mostCopies).toBeLessThanOrEqual(2);
  },
);
