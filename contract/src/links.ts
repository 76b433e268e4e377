/** Parameters of a link that only tell who sent somebody, or how; what is shown is the same without them. */
const tracking = new RegExp(
  [
    '^(?:utm_\\w+|fbclid|gclid|gclsrc|gad_\\w+|gbraid|wbraid|dclid|srsltid|yclid|ysclid|ymclid|yadclid|_openstat',
    'openstat_\\w+|msclkid|ttclid|twclid|li_fat_id|epik|mc_[ce]id|mkt_tok|igshid?|ref_src|_ga|_gl|_hs(?:enc|mi)',
    'vero_(?:conv|id)|oly_(?:anon|enc)_id|wickedid|rb_clickid|s_cid|roistat\\w*|calltouch_\\w+|erid|vkclid|rtrg_\\w+',
    'admitad_uid|spm|scm|pvid|algo_(?:pvid|exp_id)|gps-id|curPageLogUid|sprefix|crid|pd_rd_\\w+|pf_rd_\\w+|dib(?:_tag)?',
    'linkcode|linkid|ascsubtag|ga_(?:order|search_\\w+|view_type)|organic_search_click|asb2?|avt[ces]|abt_att)$',
  ].join('|'),
  'i',
);

/** A link without the parameters that only track who followed it. */
export function withoutTracking(link: string): string {
  const url = new URL(link);
  const names = Array.from(url.searchParams.keys()).filter((name) => tracking.test(name));
  for (const name of names) url.searchParams.delete(name);
  return url.href;
}

/** What two links to the same product have in common: no scheme, `www.`, fragment, trailing slash or parameter order. */
export function linkKey(link: string): string {
  const url = new URL(withoutTracking(link));
  url.searchParams.sort();
  return `${url.host.replace(/^www\./, '')}${url.pathname.replace(/\/$/, '')}${url.search}`;
}
