/** What the names in an element’s attributes say of what stands in it. */
export interface Hints {
  /** Other goods, menus, the foot of the page. */
  isAside: boolean;
  /** A link: what stands in it is about something else. */
  isLink: boolean;
  /** Struck through, an old price, an instalment, a delivery. */
  isNoPrice: boolean;
  isPrice: boolean;
  /** The currency of an icon without letters. */
  currency?: string;
  /** Cents, which may stand there without a decimal mark. */
  isMinor: boolean;
}

const asideElements = new Set(['nav', 'footer', 'noscript', 'template', 'select']);
const struckElements = new Set(['s', 'del', 'strike']);
const wholePage = new Set(['html', 'body', 'main']);

const word = (words: string) => new RegExp(`(?:^|[-_])(?:${words})(?:$|[-_\\d])`);
const aside = word(
  'related|recommend\\w*|similar|upsells?|cross-?sells?|accessor\\w+|viewed|recently|minicart|mini-cart|bundle|together|' +
    'analog\\w*|pohozh\\w*|rekomend\\w*|also|sponsored|banner|footer|mega-?menu|favou?rites|reviews?|comments?',
);
const price = word('prices?|cena|ceny|tsena|cost|amount');
const minor = word('cents?|kop\\w*|decimals?|fraction|penny');
const rouble = /(?:^|[-_])(?:rub|ruble|rouble|rubl)$/;
/** What is left out must be no price for certain: a price too many makes us silent, one too few could make us wrong. */
const noPrice = word(
  'strike\\w*|line-?through|cross(?:ed)?-?out|crossed|rrp|msrp|credits?|install?ments?|rassroch\\w*|dolyam\\w*|podeli|klarna|' +
    'afterpay|delivery|dostavka|shipping(?!-taxable)|bonus\\w*|cash-?back',
);
const oldPrice = word('old|was|prev|previous|compare|before|saved?|savings?|month\\w*');

/** A link to a picture shows it larger. */
const picture = /\.(?:jpe?g|png|webp|avif|gif)(?:[?#]|$)/i;

/** Reads what an element says of itself, on what is known of what it stands in. */
export function readHints(name: string, attributes: Record<string, string>, around: Hints): Hints {
  const isHidden = 'hidden' in attributes || /display:\s*none|line-through/.test(attributes['style'] ?? '');
  const tokens = wholePage.has(name) ? [] : wordsOf(attributes);
  const isMinor = name === 'sup' || tokens.some((token) => minor.test(token));
  const isPrice = !isMinor && tokens.some((token) => price.test(token));
  const isOld = isPrice && tokens.some((token) => oldPrice.test(token));
  const isOut = isOld || isHidden || struckElements.has(name) || tokens.some((token) => noPrice.test(token));
  return {
    isAside: around.isAside || asideElements.has(name) || tokens.some((token) => aside.test(token)),
    isLink: around.isLink || (name === 'a' && 'href' in attributes && !picture.test(attributes['href'] ?? '')),
    isNoPrice: around.isNoPrice || isOut,
    isPrice,
    isMinor,
    ...(tokens.some((token) => rouble.test(token)) && { currency: ' ₽' }),
  };
}

/** The words of the class, the id and what tests find an element by, each with dashes where it has humps. */
function wordsOf(attributes: Record<string, string>): string[] {
  const {
    class: classes,
    id,
    'data-testid': test,
    'data-qa': qa,
    'data-auto': auto,
    'data-marker': marker,
  } = attributes;
  if (!classes && !id && !test && !qa && !auto && !marker) return [];
  const all = [classes, id, test, qa, auto, marker].filter(Boolean).join(' ');
  return all
    .replaceAll(/(?<=[a-z])(?=[A-Z])/g, '-')
    .toLowerCase()
    .split(/\s+/);
}
