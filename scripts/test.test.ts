import { expect, test } from 'vitest';
import { closingLine, countReport, isGreen } from './test.ts';

const checks = { passed: 9, failed: 0, skipped: 0 };

test('the closing line sums up all steps and mentions skipped tests only when there are any', () => {
  expect(closingLine([checks, { passed: 2, failed: 1, skipped: 0 }])).toBe('11 passed, 1 failed');
  expect(closingLine([checks, { passed: 2, failed: 0, skipped: 3 }])).toBe('11 passed, 0 failed, 3 skipped');
});

test('a failure anywhere, or a step in which nothing ran, is not green', () => {
  expect(isGreen([checks])).toBe(true);
  expect(isGreen([checks, { passed: 5, failed: 1, skipped: 0 }])).toBe(false);
  expect(isGreen([checks, { passed: 0, failed: 0, skipped: 5 }])).toBe(false);
  expect(isGreen([checks, { passed: 5, failed: 0, skipped: 1 }])).toBe(false);
});

test('a suite that breaks outside its tests counts as a failure', () => {
  const report = JSON.stringify({ numPassedTests: 4, numFailedTests: 0, numPendingTests: 1, numTodoTests: 1 });
  expect(countReport(report, true)).toEqual({ passed: 4, failed: 0, skipped: 2 });
  expect(countReport(report, false)).toEqual({ passed: 4, failed: 1, skipped: 2 });
  expect(countReport('{}', false)).toEqual({ passed: 0, failed: 1, skipped: 0 });
});
