import { readingLimits } from '@wishlins/contract/page-reading';
import { plain } from './product.ts';

/** Text of a page as a wish may hold it: one line, no control characters, nothing that turns the text around it. */
export function clean(text: string, most: number): string {
  const line = decodeTwice(text.slice(0, most * 16))
    .toWellFormed()
    .normalize('NFC')
    .replaceAll(/[\u0000-\u001F\u007F-\u009F\u200B\u2060\uFEFF\uFFFD\u202A-\u202E\u2066-\u2069]/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
  if (line.length <= most) return line;
  const graphemes = Array.from(new Intl.Segmenter().segment(line), ({ segment }) => segment);
  return graphemes.length <= most
    ? line
    : `${graphemes
        .slice(0, most - 1)
        .join('')
        .trimEnd()}…`;
}

const entities: Record<string, string> = {
  amp: '&',
  quot: '"',
  apos: "'",
  lt: '<',
  gt: '>',
  nbsp: ' ',
  laquo: '«',
  raquo: '»',
  ndash: '–',
  mdash: '—',
};

/** Shops encode what is encoded already, and leave tags in names. */
function decodeTwice(text: string): string {
  const decoded = text.replaceAll(
    /&(?:#(\d{2,6})|#x([\da-f]{2,5})|([a-z]{2,6}));/gi,
    (all, decimal?: string, hex?: string, name?: string) => {
      if (name) return entities[name.toLowerCase()] ?? all;
      const code = decimal ? Number(decimal) : Number.parseInt(hex ?? '', 16);
      return code > 31 && code < 0x110000 ? String.fromCodePoint(code) : ' ';
    },
  );
  return decoded.replaceAll(/<\/?[a-z][^<>]{0,200}>/gi, ' ');
}

/** Words with which shops surround a name for search engines. */
const advertising =
  /(?:^|\s)(?:купить|заказать|цена|цены|по цене|по выгодной|по низкой|недорого|в интернет[\s-]магазине|интернет[\s-]магазин|с доставкой|доставк\p{L}*|в москве|в санкт|отзывы|характеристики|официальн\p{L}* (?:сайт|магазин)|в наличии|скидк\p{L}*|buy|shop online|online shop|online store|official (?:site|store|shop)|free shipping|best price|for sale|price in)(?:\s|$|[,.:!])/iu;
const separator = /\s+[|·•»›–—-]\s+|\s*\|\s*|\s+::\s+/u;

/** The name of a thing out of the title of its page. */
export function withoutShop(
  title: string,
  { heading, shop, host }: { heading: string; shop: string; host: string },
): string {
  const [whole, head] = [plain(title), plain(heading)];
  // The heading is the name, where the title only adds to it.
  if (head.length >= 4 && head !== plain(shop) && whole !== head && whole.includes(head)) return heading;
  const parts = title
    .split(separator)
    .map((part) => part.trim())
    .filter(Boolean);
  const brand = plain(host.replace(/^www\./, '').replace(/\.\w+$/, ''));
  const isShop = (part: string) => {
    const text = plain(part);
    return (
      text === plain(shop) ||
      text.replaceAll(' ', '') === brand.replaceAll(' ', '') ||
      text === plain(host) ||
      (text.length < 60 && shop !== '' && text.endsWith(plain(shop)) && text.length < plain(shop).length + 25)
    );
  };
  const kept = parts.filter((part, at) => !isShop(part) && !(at > 0 && advertising.test(part)));
  if (kept.length === 0) return '';
  const said = kept.length === parts.length ? title : kept.join(' – ');
  return withoutAdvertising(said);
}

/** «Чайник – купить …», «Купить чайник …»: the name alone. */
function withoutAdvertising(title: string): string {
  const start = title.replace(/^(?:купить|заказать|buy|shop)\s+(?=\p{L})/iu, '');
  const cut = start.search(
    /(?:[\s,.:–—-]+)(?:купить|заказать)(?:\s|$)|\s+(?:в интернет[\s-]магазине|по (?:выгодной|низкой|лучшей) цене|с доставкой)(?:\s|$)/iu,
  );
  const name = cut > 3 ? start.slice(0, cut).trim() : start;
  return name === title ? title : name.charAt(0).toUpperCase() + name.slice(1);
}

/** Titles that name no thing: of a wall, an error, a page that is still empty. */
const wall =
  /^(?:just a moment|attention required|access (?:to this page )?(?:has been )?denied|are you (?:a )?(?:human|robot)|robot check|robot or human|human verification|verify(?:ing)? (?:you are|that you)|security check|ddos[\s-]guard|antibot|anti-bot|checking your browser|please wait|pardon our interruption|one more step|captcha|bot verification|доступ (?:ограничен|запрещ[её]н|временно)|проверка (?:браузера|безопасности)|вы (?:точно )?не робот|ой!|подтвердите|почти готово|похоже, (?:нет соединения|вы робот)|забанен|forbidden|403|sorry! something went wrong|blocked|request (?:blocked|rejected)|unusual traffic|challenge)/iu;
const error =
  /^(?:(?:error|ошибка)?\s*(?:404|410|500|502|503)\b|(?:the )?page (?:is )?(?:not found|unavailable)|not found|страница (?:не найдена|не существует|удалена|недоступна)|товар (?:не найден|снят)|ничего не найдено|такой страницы|page introuvable|seite nicht gefunden|we couldn.t find|oops)/iu;
const empty =
  /^(?:loading|загрузка|подождите|please enable|you need to enable|untitled|document|index|home|главная|react app|vite app|vue app|app|shop|store|магазин|интернет-магазин|каталог|login|sign in|log in|вход|войти|авторизация|redirecting|перенаправление)[\s.…]*$/iu;

export function isWallTitle(title: string): boolean {
  return wall.test(title.trim());
}

export function isErrorTitle(title: string): boolean {
  return error.test(title.trim());
}

/** Whether a title is what a shop says of itself. */
export function praisesShop(title: string): boolean {
  return /интернет[\s‑-]магазин|маркетплейс|каталог товаров|online (?:shop|store)|marketplace|official (?:site|store)/iu.test(
    title,
  );
}

export function namesNothing(title: string): boolean {
  return (
    title.length < 2 ||
    title.length > readingLimits.title * 4 ||
    empty.test(title) ||
    /^https?:\/\//.test(title) ||
    !/[\p{L}\p{N}]/u.test(title)
  );
}
