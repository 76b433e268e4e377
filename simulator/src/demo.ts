import type { Money } from '@wishlins/contract/common';
import type { Birthday, Me } from '@wishlins/contract/users';
import type { NewWish, Picture, Stage } from '@wishlins/contract/wishes';
import type { NewWishlist } from '@wishlins/contract/wishlists';

/** What somebody of the cast has told about themselves. */
export interface DemoProfile extends Partial<Pick<Me, 'about' | 'currency' | 'timeZone' | 'findable'>> {
  persona: string;
  /** A fixed day, or one so many days from now. A year of the second kind is a leap year: any day may come out. */
  birthday?: Birthday | { inDays: number; year: number | null };
}

/** A wishlist with what its guests have done. */
export interface DemoWishlist extends Omit<NewWishlist, 'eventDate'> {
  owner: string;
  /** The occasion, in days from now; negative when it is over. */
  inDays?: number;
  archived?: true;
  /** Who has opened it by its link; whoever gives something has as well. */
  openedBy?: readonly string[];
  wishes: readonly DemoWish[];
}

export interface DemoWish extends NewWish {
  received?: true;
  givers?: readonly { persona: string; quantity?: number; stage?: Stage; hideName?: true }[];
}

/** Who follows whom; `friends` follow each other. */
export const friends: readonly [string, string][] = [
  ['anya', 'boris'],
  ['anya', 'vera'],
  ['anya', 'margarita'],
  ['boris', 'vera'],
  ['vera', 'oliver'],
  ['oliver', 'noa'],
];
export const followers: readonly [follower: string, followed: string][] = [
  ['gleb', 'anya'],
  ['anya', 'noa'],
];
export const blocks: readonly [blocker: string, blocked: string][] = [['anya', 'dina']];

/** The last of them is written when everything else is there, and so tells that the demo is whole. */
export const profiles: readonly DemoProfile[] = [
  {
    persona: 'anya',
    about: 'Керамика, плёнка и долгие завтраки',
    birthday: { inDays: 18, year: 1996 },
    timeZone: 'Europe/Moscow',
  },
  { persona: 'boris', about: 'Хожу в горы и чиню велосипеды', birthday: { day: 29, month: 2, year: 1992 } },
  {
    persona: 'vera',
    about: 'Tea first, then everything else',
    birthday: { inDays: 9, year: null },
    currency: 'USD',
    timeZone: 'Europe/Stockholm',
  },
  { persona: 'gleb', birthday: { day: 3, month: 9, year: 1999 }, timeZone: 'Asia/Yekaterinburg' },
  { persona: 'dina', about: 'Мы с кошкой', findable: false },
  {
    persona: 'oliver',
    about: 'Marrying Noa this season',
    birthday: { inDays: 47, year: 1988 },
    currency: 'GBP',
    timeZone: 'Europe/London',
  },
  { persona: 'noa', about: 'Growing a jungle on a balcony', currency: 'GBP', timeZone: 'Europe/London' },
  { persona: 'margarita', about: 'Ждём пополнения', birthday: { day: 31, month: 12, year: 1990 } },
];

/** Everybody's lists, each person's in their own order. */
export const wishlists: readonly DemoWishlist[] = [
  {
    owner: 'anya',
    title: 'День рождения',
    emoji: '🎂',
    color: 'rose',
    occasion: 'birthday',
    inDays: 18,
    visibility: 'link',
    note: 'Главное — приходите сами! Одежда — S, обувь — 38, шоколад — чем темнее, тем лучше.',
    openedBy: ['boris', 'vera', 'gleb', 'margarita'],
    wishes: [
      {
        title: 'Плёночный фотоаппарат',
        note: 'Можно с рук, лишь бы затвор щёлкал. Объектив на 50 мм — совсем мечта.',
        price: rub(18_900),
        url: 'https://plenka.example/cameras/35mm',
        pictures: [picture('camera')],
        priority: 'high',
      },
      {
        title: 'Наушники, чтобы весь мир подождал',
        note: 'С шумоподавлением. Фиолетовые, если будет выбор.',
        price: rub(14_990),
        url: 'https://zvuk-i-tishina.example/naushniki/violet',
        pictures: [picture('headphones')],
        priority: 'high',
      },
      {
        title: 'Керамические чашки',
        note: 'Собираю шесть штук. Глазурь у всех чуть разная, и это прекрасно.',
        price: rub(1_250),
        url: 'https://glina-i-pech.example/chashki/zelenaya-glazur',
        pictures: [picture('cup')],
        quantity: 6,
        givers: [
          { persona: 'boris', quantity: 2 },
          { persona: 'margarita', stage: 'bought' },
        ],
      },
      {
        title: 'Рюкзак на каждый день',
        note: 'Чтобы помещался ноутбук и ещё термос.',
        price: rub(8_900),
        url: 'https://gorod-i-tropa.example/ryukzaki/20l',
        pictures: [picture('backpack', 1000)],
      },
      {
        title: 'Настольная игра для пятниц',
        note: 'Что-нибудь, где строят города, а не ссорятся.',
        price: rub(3_490),
        url: 'https://kubik-i-fishka.example/igry/goroda',
        pictures: [picture('board-game')],
        givers: [{ persona: 'boris' }],
      },
      {
        title: 'Шоколад',
        note: 'Его много не бывает.',
        price: rub(690),
        url: 'https://temnyj-shokolad.example/nabory/9',
        pictures: [picture('chocolates')],
        quantity: null,
        givers: [{ persona: 'vera', quantity: 3 }],
      },
      {
        title: 'Кроссовки для утренних пробежек',
        note: 'Размер 38. Обещаю бегать не только за автобусом.',
        price: rub(11_990),
        url: 'https://begu-begu.example/krossovki/sinie',
        pictures: [picture('sneakers')],
      },
      {
        title: 'Шарф из мериноса',
        price: rub(4_200),
        url: 'https://teplo-vyazano.example/sharfy/brusnika',
        pictures: [picture('scarf')],
        givers: [{ persona: 'vera', stage: 'bought' }],
      },
      {
        title: 'Живое растение',
        note: 'Неприхотливое, как я в отпуске. Окна на восток.',
        price: rub(2_700),
        url: 'https://zeleny-dom.example/fikusy',
        pictures: [picture('plant', 1000)],
      },
      {
        title: 'Роман, от которого не оторваться',
        note: 'Любой, который вы сами дочитали ночью.',
        price: rub(890),
        pictures: [picture('book')],
        givers: [{ persona: 'gleb', hideName: true }],
      },
      {
        title: 'Проигрыватель для пластинок',
        note: 'Знаю, что дорого. Но вдруг вы сложитесь?',
        price: rub(24_900),
        url: 'https://zvuk-i-tishina.example/vinil/start',
        pictures: [picture('vinyl')],
        priority: 'low',
      },
      { title: 'Абонемент в бассейн на месяц', price: rub(4_500), note: 'Тот, что у парка.' },
      { title: 'Ужин на крыше', note: 'Ваш выбор места, моё — десерта.', priority: 'low' },
      {
        title: 'Ночник с тёплым светом',
        price: rub(3_100),
        pictures: [picture('lamp', 1000)],
        received: true,
        givers: [{ persona: 'vera', stage: 'given' }],
      },
    ],
  },
  {
    owner: 'anya',
    title: 'Новоселье',
    emoji: '🏡',
    color: 'lime',
    occasion: 'housewarming',
    inDays: 40,
    visibility: 'friends',
    surprise: 'reserved',
    note: 'Стены белые, пол деревянный, кота пока нет.',
    openedBy: ['boris'],
    wishes: [
      {
        title: 'Заварочный чайник с цветами',
        price: rub(5_600),
        url: 'https://glina-i-pech.example/chajniki/pion',
        pictures: [picture('teapot')],
        priority: 'high',
      },
      {
        title: 'Настольная лампа-грибок',
        price: rub(6_300),
        url: 'https://svetlo.example/lampy/gribok',
        pictures: [picture('lamp', 1000)],
        givers: [{ persona: 'boris' }],
      },
      { title: 'Полотенца из льна', price: rub(1_400), quantity: 4, givers: [{ persona: 'vera', quantity: 2 }] },
      { title: 'Плед, под которым все помирятся', price: rub(7_200) },
      { title: 'Отвёртка, которая всегда находится', price: rub(950) },
      { title: 'Большой фикус в угол', price: rub(6_900), pictures: [picture('plant', 1000)], priority: 'low' },
    ],
  },
  {
    owner: 'anya',
    title: 'Книжная полка',
    emoji: '📚',
    color: 'indigo',
    visibility: 'public',
    note: 'Читаю бумажные. Потрёпанные — даже лучше.',
    openedBy: ['vera'],
    wishes: [
      { title: 'Атлас созвездий', price: rub(2_350), pictures: [picture('book')], priority: 'high' },
      { title: 'История керамики в картинках', price: rub(1_980), givers: [{ persona: 'margarita' }] },
      { title: 'Детектив, который происходит в поезде', price: rub(640) },
      { title: 'Поваренная книга вашей бабушки', note: 'Можно переписать от руки. Можно один рецепт.' },
      { title: 'Словарь редких слов', price: rub(1_150), received: true },
    ],
  },
  {
    owner: 'anya',
    title: 'Новый год',
    emoji: '🎄',
    color: 'mint',
    occasion: 'new_year',
    visibility: 'friends',
    archived: true,
    wishes: [
      { title: 'Гирлянда на окно', price: rub(1_600), received: true },
      { title: 'Коньки', price: rub(5_400) },
    ],
  },
  {
    owner: 'boris',
    title: 'На Алтай!',
    emoji: '🏕️',
    color: 'mint',
    inDays: 62,
    visibility: 'link',
    note: 'Выходим на рассвете. Всё, что легче килограмма, радует вдвойне.',
    openedBy: ['anya', 'vera'],
    wishes: [
      {
        title: 'Палатка на двоих',
        note: 'До двух килограммов, с двумя выходами.',
        price: rub(21_500),
        url: 'https://gorod-i-tropa.example/palatki/dvojka',
        pictures: [picture('tent')],
        priority: 'high',
      },
      {
        title: 'Рюкзак на 60 литров',
        price: rub(15_800),
        url: 'https://gorod-i-tropa.example/ryukzaki/60l',
        pictures: [picture('backpack', 1000)],
      },
      { title: 'Налобный фонарь', price: rub(2_900), givers: [{ persona: 'anya', stage: 'bought' }] },
      { title: 'Сублимированный борщ', price: rub(480), quantity: 10, givers: [{ persona: 'vera', quantity: 4 }] },
      { title: 'Котелок', price: rub(3_300) },
      { title: 'Тёплые носки', quantity: null, price: rub(700) },
    ],
  },
  {
    owner: 'boris',
    title: 'Мастерская',
    emoji: '🚲',
    color: 'sky',
    visibility: 'public',
    wishes: [
      { title: 'Городской велосипед с корзинкой', price: rub(32_000), pictures: [picture('bicycle')], priority: 'low' },
      { title: 'Набор ключей', price: rub(5_200) },
      { title: 'Стойка для ремонта', price: rub(8_400), givers: [{ persona: 'vera', hideName: true }] },
    ],
  },
  {
    owner: 'vera',
    title: 'Birthday, quietly',
    emoji: '🫖',
    color: 'coral',
    occasion: 'birthday',
    inDays: 9,
    visibility: 'link',
    note: 'No fuss, please. Cake is not fuss.',
    openedBy: ['anya', 'boris', 'oliver'],
    wishes: [
      {
        title: 'A teapot with peonies',
        note: 'For four cups, because three is never enough.',
        price: usd(48),
        url: 'https://slow-mornings.example/teapots/peony',
        pictures: [picture('teapot')],
        priority: 'high',
      },
      {
        title: 'Record player',
        price: usd(189),
        url: 'https://groove-and-needle.example/players/walnut',
        pictures: [picture('vinyl')],
        priority: 'high',
      },
      {
        title: 'A novel you could not put down',
        note: 'Write on the first page when you finished it.',
        price: usd(18),
        pictures: [picture('book')],
        givers: [{ persona: 'anya' }],
      },
      {
        title: 'Merino scarf',
        price: usd(62),
        url: 'https://warm-and-woolly.example/scarves/cranberry',
        pictures: [picture('scarf')],
        givers: [{ persona: 'oliver', stage: 'bought' }],
      },
      { title: 'Loose-leaf oolong', price: usd(14), quantity: null, givers: [{ persona: 'boris', quantity: 2 }] },
      { title: 'Chocolates to share', price: usd(22), pictures: [picture('chocolates')], quantity: 3 },
      { title: 'A morning at the pottery studio', price: usd(55), priority: 'low' },
    ],
  },
  {
    owner: 'vera',
    title: 'The desk by the window',
    emoji: '🌤️',
    color: 'amber',
    visibility: 'public',
    wishes: [
      { title: 'A lamp that is kind to the eyes', price: gbp(39), pictures: [picture('lamp', 1000)] },
      { title: 'Fountain pen', price: gbp(32), note: 'Fine nib, green ink.' },
      { title: 'A plant I cannot kill', price: gbp(24), pictures: [picture('plant', 1000)], received: true },
    ],
  },
  {
    owner: 'gleb',
    title: 'Хочу',
    emoji: '🎧',
    color: 'violet',
    visibility: 'link',
    openedBy: ['anya'],
    wishes: [
      { title: 'Наушники с шумоподавлением', price: rub(19_990), pictures: [picture('headphones')], priority: 'high' },
      { title: 'Конструктор на три вечера', price: rub(6_490), pictures: [picture('bricks')] },
      { title: 'Хороший кофе в зёрнах', price: rub(1_350), quantity: 3, givers: [{ persona: 'boris' }] },
    ],
  },
  {
    owner: 'dina',
    title: 'Нам с кошкой',
    emoji: '🐈',
    color: 'plum',
    visibility: 'public',
    wishes: [
      { title: 'Когтеточка до потолка', price: rub(7_800) },
      { title: 'Плед, который не жалко', price: rub(2_100) },
    ],
  },
  {
    owner: 'oliver',
    title: 'Noa & Oliver',
    emoji: '💍',
    color: 'amber',
    occasion: 'wedding',
    inDays: 75,
    visibility: 'link',
    surprise: 'open',
    note: 'Your company is the present. If you would like to bring something too, here are a few ideas.',
    openedBy: ['noa', 'vera'],
    wishes: [
      {
        title: 'Stoneware mugs',
        note: 'One of each glaze, if you can find them.',
        price: gbp(16.5),
        url: 'https://clay-and-kiln.example/mugs/moss',
        pictures: [picture('cup')],
        quantity: 8,
        givers: [{ persona: 'vera', quantity: 2 }],
      },
      { title: 'A tent for the honeymoon', price: gbp(210), pictures: [picture('tent')], priority: 'high' },
      { title: 'Linen napkins', price: gbp(9), quantity: 12, givers: [{ persona: 'vera', quantity: 6 }] },
      { title: 'Board game for rainy Sundays', price: gbp(38), pictures: [picture('board-game')] },
      { title: 'Cooking class for two', price: gbp(120) },
    ],
  },
  {
    owner: 'noa',
    title: 'Balcony jungle',
    emoji: '🌿',
    color: 'lime',
    visibility: 'friends',
    wishes: [
      { title: 'Rubber plant', price: gbp(28), pictures: [picture('plant', 1000)], givers: [{ persona: 'oliver' }] },
      { title: 'Copper watering can', price: gbp(34), priority: 'high' },
      { title: 'Seeds of anything edible', price: gbp(3), quantity: null },
    ],
  },
  {
    owner: 'margarita',
    title: 'Ждём малыша',
    emoji: '🧸',
    color: 'sky',
    occasion: 'baby',
    inDays: 54,
    visibility: 'link',
    surprise: 'reserved',
    note: 'Имя пока секрет. Бодиков уже хватит на хор.',
    openedBy: ['anya'],
    wishes: [
      {
        title: 'Конструктор на вырост',
        price: rub(4_900),
        pictures: [picture('bricks')],
        givers: [{ persona: 'anya' }],
      },
      { title: 'Ночник-облако', price: rub(2_600), pictures: [picture('lamp', 1000)], priority: 'high' },
      { title: 'Книжка-раскладушка', price: rub(750), quantity: 5 },
      { title: 'Час тишины', note: 'Погулять с коляской, пока мы спим.', quantity: null },
    ],
  },
];

/** Our own drawings lie beside this folder; most are square, the tall ones say so. */
function picture(name: string, height = 800): Picture {
  return { url: `/pictures/demo/${name}.webp`, width: 800, height };
}

function rub(amount: number): Money {
  return money(amount, 'RUB');
}

function usd(amount: number): Money {
  return money(amount, 'USD');
}

function gbp(amount: number): Money {
  return money(amount, 'GBP');
}

function money(amount: number, currency: string): Money {
  return { amount: Math.round(amount * 100), currency };
}
