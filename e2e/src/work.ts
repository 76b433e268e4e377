import type { Simulator } from './simulator.ts';

/** What the browser notes of its work, as much of it as is read here; times in microseconds. */
interface TraceEvent {
  name: string;
  ph: string;
  pid: number;
  tid: number;
  /** Processor time: whatever else the machine does meanwhile does not count. */
  tdur?: number;
  args?: { name?: string };
}

/** The longest task, in milliseconds of processor time, of the thread that runs the page while something happens. */
export async function longestTask({ page, context }: Simulator, happens: () => Promise<void>): Promise<number> {
  const browser = context.browser();
  if (!browser) throw new Error('the window belongs to no browser');
  await browser.startTracing(page, { categories: ['toplevel'] });
  await happens();
  const { traceEvents }: { traceEvents: TraceEvent[] } = JSON.parse((await browser.stopTracing()).toString());
  const isMain = (event: TraceEvent) => event.name === 'thread_name' && event.args?.name === 'CrRendererMain';
  const threads = new Set(traceEvents.filter(isMain).map(({ pid, tid }) => `${pid}.${tid}`));
  const tasks = traceEvents.filter(
    ({ name, ph, pid, tid }) => ph === 'X' && name.endsWith('RunTask') && threads.has(`${pid}.${tid}`),
  );
  if (tasks.length === 0) throw new Error('the browser noted no work');
  return Math.max(...tasks.map(({ tdur = 0 }) => tdur)) / 1000;
}
