import { withoutTracking } from '@wishlins/contract/tracking';

/** What two links to the same product have in common: no scheme, `www.`, fragment, trailing slash or parameter order. */
export function linkKey(link: string): string {
  const url = new URL(withoutTracking(link));
  url.searchParams.sort();
  return `${url.host.replace(/^www\./, '')}${url.pathname.replace(/\/$/, '')}${url.search}`;
}
