import { readdir, readFile } from 'node:fs/promises';

/** The kernel counts CPU in ticks of 10 ms on every platform that Node runs on. */
const TICK_US = 10_000;

/** CPU that a process has used so far with all its threads, in microseconds. */
export async function cpuOf(pid: number): Promise<number> {
  const { user, system } = await readStat(pid);
  return (user + system) * TICK_US;
}

/** CPU of the programs that this process has run to their end. */
export async function cpuOfEndedChildren(): Promise<number> {
  const { ended } = await readStat('self');
  return ended * TICK_US;
}

/** CPU of a PostgreSQL: the postmaster, its living children, and those that it has seen end. */
export async function cpuOfPostgres(postmaster: number): Promise<number> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const stats = await Promise.all(pids.map((pid) => readStat(Number(pid)).catch(() => undefined)));
  const living = stats.filter((stat) => stat?.parent === postmaster);
  const own = await readStat(postmaster);
  return [own, ...living].reduce((ticks, stat) => ticks + (stat ? stat.user + stat.system : 0), own.ended) * TICK_US;
}

/** CPU of the living processes of which a file in /proc holds this text, such as the id of their container in `cgroup`. */
export async function cpuOfThose(file: 'cgroup' | 'comm', text: string): Promise<number> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const shares = pids.map(async (pid) => {
    const isOne = (await readFile(`/proc/${pid}/${file}`, 'utf8')).includes(text);
    return isOne ? await cpuOf(Number(pid)) : 0;
  });
  const settled = await Promise.allSettled(shares);
  return settled.reduce((sum, one) => sum + (one.status === 'fulfilled' ? one.value : 0), 0);
}

/** Source: proc_pid_stat(5); the name in parentheses may hold spaces. */
async function readStat(
  pid: number | 'self',
): Promise<{ parent: number; user: number; system: number; ended: number }> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8');
  const fields = text
    .slice(text.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
  const [parent = 0, user = 0, system = 0, endedUser = 0, endedSystem = 0] = [1, 11, 12, 13, 14].map(
    (at) => fields[at],
  );
  return { parent, user, system, ended: endedUser + endedSystem };
}
