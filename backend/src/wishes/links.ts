const tracking = /^(utm_\w+|fbclid|gclid|yclid|ysclid|_openstat|mc_[ce]id|igshid|ref_src)$/i;

/** A link as it is kept: without the parameters that only track who followed it. */
export function cleanLink(link: string): string {
  const url = new URL(link);
  const names = Array.from(url.searchParams.keys()).filter((name) => tracking.test(name));
  for (const name of names) url.searchParams.delete(name);
  return url.href;
}

/** What two links to the same product have in common: no scheme, `www.`, fragment, trailing slash or parameter order. */
export function linkKey(link: string): string {
  const url = new URL(cleanLink(link));
  url.searchParams.sort();
  return `${url.host.replace(/^www\./, '')}${url.pathname.replace(/\/$/, '')}${url.search}`;
}
