import type { NewWish } from '@wishlins/contract/wishes';
import type { NewWishlist } from '@wishlins/contract/wishlists';

/** The lists that screens need beside those of the demo, in the words of a language. */
interface Contents {
  /** Of these wishes the second is taken in part, the third whole. */
  tea: { list: NewWishlist; wishes: [NewWish, ...NewWish[]] };
  empty: NewWishlist;
  /** Everything is taken. */
  late: { list: NewWishlist; wishes: [NewWish, ...NewWish[]] };
  secret: { list: NewWishlist; wishes: [NewWish, ...NewWish[]] };
  /** What somebody pastes into the field for a new wish. */
  several: string;
  longTitle: string;
  search: string;
}

const picture = (name: string, height = 800) => ({ url: `/pictures/demo/${name}.webp`, width: 800, height });
const price = (amount: number, currency: string) => ({ amount: amount * 100, currency });

export const contents: Record<'ru' | 'en', Contents> = {
  ru: {
    tea: {
      list: { title: 'Чайная церемония', emoji: '🍵', color: 'mint', note: 'Пью по утрам, в тишине и без сахара.' },
      wishes: [
        {
          title: 'Чайник на две чашки',
          note: 'Глиняный или стеклянный — главное, чтобы крышка не падала.\n\nСиний был бы чудом.',
          price: price(4_300, 'RUB'),
          url: 'https://glina-i-pech.example/chajniki/na-dve-chashki',
          pictures: [picture('teapot'), picture('cup'), picture('plant', 1000)],
          priority: 'high',
        },
        { title: 'Пиалы', price: price(650, 'RUB'), pictures: [picture('cup')], quantity: 4 },
        { title: 'Книга о чае', price: price(1_290, 'RUB'), pictures: [picture('book')] },
        { title: 'Шоколад к чаю', price: price(480, 'RUB'), quantity: null, pictures: [picture('chocolates')] },
        { title: 'Высокопревосходительнейший самоварообогреватель', priority: 'low' },
      ],
    },
    empty: { title: 'Отпуск у моря', emoji: '🐚', color: 'sky', visibility: 'link' },
    late: {
      list: { title: 'Скромный праздник', emoji: '🎈', color: 'coral' },
      wishes: [
        { title: 'Плед в клетку', price: price(3_900, 'RUB'), pictures: [picture('scarf')] },
        { title: 'Фонарик', price: price(1_100, 'RUB'), pictures: [picture('lamp', 1000)] },
        { title: 'Пазл на тысячу деталей', price: price(1_700, 'RUB') },
        { title: 'Открытка от руки' },
        { title: 'Кактус', price: price(500, 'RUB'), pictures: [picture('plant', 1000)] },
      ],
    },
    secret: {
      list: { title: 'Пока только для себя', emoji: '🔒', color: 'slate', visibility: 'private' },
      wishes: [{ title: 'Научиться делать паузы' }],
    },
    several: 'Палатка\nhttps://gorod-i-tropa.example/spalniki/pukhovyj\nКотелок',
    longTitle: 'Собрание сочинений в двадцати четырёх томах с предисловием, указателем имён и цветными вклейками',
    search: 'бор',
  },
  en: {
    tea: {
      list: { title: 'Tea ceremony', emoji: '🍵', color: 'mint', note: 'Every morning, in silence, without sugar.' },
      wishes: [
        {
          title: 'Teapot for two cups',
          note: 'Clay or glass, as long as the lid stays on.\n\nA blue one would be a miracle.',
          price: price(54, 'GBP'),
          url: 'https://slow-mornings.example/teapots/for-two',
          pictures: [picture('teapot'), picture('cup'), picture('plant', 1000)],
          priority: 'high',
        },
        { title: 'Tea bowls', price: price(9, 'GBP'), pictures: [picture('cup')], quantity: 4 },
        { title: 'A book about tea', price: price(16, 'GBP'), pictures: [picture('book')] },
        { title: 'Chocolate with it', price: price(6, 'GBP'), quantity: null, pictures: [picture('chocolates')] },
        { title: 'Donaudampfschifffahrtsgesellschaftskapitänsmütze', priority: 'low' },
      ],
    },
    empty: { title: 'A week by the sea', emoji: '🐚', color: 'sky', visibility: 'link' },
    late: {
      list: { title: 'A small party', emoji: '🎈', color: 'coral' },
      wishes: [
        { title: 'Tartan throw', price: price(42, 'GBP'), pictures: [picture('scarf')] },
        { title: 'Torch', price: price(12, 'GBP'), pictures: [picture('lamp', 1000)] },
        { title: 'Puzzle of a thousand pieces', price: price(19, 'GBP') },
        { title: 'A postcard by hand' },
        { title: 'Cactus', price: price(6, 'GBP'), pictures: [picture('plant', 1000)] },
      ],
    },
    secret: {
      list: { title: 'Just for me', emoji: '🔒', color: 'slate', visibility: 'private' },
      wishes: [{ title: 'Learn to pause' }],
    },
    several: 'A tent\nhttps://slow-mornings.example/camping/down-sleeping-bag\nA camping pot',
    longTitle: 'Collected works in twenty-four volumes with a preface, an index of names and many plates in colour',
    search: 'oli',
  },
};
