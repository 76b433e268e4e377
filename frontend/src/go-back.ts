import type { Router } from 'vue-router';

/** Back where the person came from; whoever came by a link goes up, from a wish to its list and from a list home. */
export function goBack(router: Router): void {
  const hasPast = Boolean(router.options.history.state['back']);
  if (hasPast) router.back();
  else void router.replace(pathAbove(router.currentRoute.value.path));
}

function pathAbove(path: string): string {
  return /^(.+)\/wishes\/[^/]+$/.exec(path)?.[1] ?? '/';
}
