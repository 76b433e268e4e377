/** A person as Telegram describes them to a mini app. Source: https://core.telegram.org/bots/webapps#webappuser */
export interface TelegramUser {
  id: number;
  first_name: string;
  last_name?: string;
  username?: string;
  language_code: string;
  is_premium?: true;
  allows_write_to_pm?: true;
  photo_url?: string;
}

/** Somebody whose phone the simulator can hold. */
export interface Persona {
  /** The name in addresses and tests: `anya`. */
  id: string;
  /** The name in Latin letters, for the toolbar and for frames' titles. */
  name: string;
  /** Who they are in the stories we tell, in one sentence. */
  role: string;
  user: TelegramUser;
  /** What their privacy lets a bot see of their birthday. */
  birthdate?: { day: number; month: number; year?: number };
}

/** The people of the demo and of the tests. Ids are outside the ranges Telegram hands out today. */
export const cast: readonly Persona[] = [
  {
    id: 'anya',
    name: 'Anya',
    role: 'Keeps wishlists',
    user: {
      // Beyond 32 bits, as newer Telegram ids are.
      id: 7_000_000_123,
      first_name: 'Аня',
      last_name: 'Соболева',
      username: 'anya_soboleva',
      language_code: 'ru',
      is_premium: true,
      allows_write_to_pm: true,
      photo_url: portrait('anya'),
    },
  },
  {
    id: 'boris',
    name: 'Boris',
    role: 'A friend of Anya',
    user: {
      id: 7_000_000_207,
      first_name: 'Борис',
      last_name: 'Левин',
      username: 'boris_lev',
      language_code: 'ru',
      photo_url: portrait('boris'),
    },
  },
  {
    id: 'vera',
    name: 'Vera',
    role: 'A friend of Anya who writes English',
    user: {
      id: 7_000_000_311,
      first_name: 'Vera',
      last_name: 'Lindqvist',
      username: 'vera_lindqvist',
      language_code: 'en',
      allows_write_to_pm: true,
      photo_url: portrait('vera'),
    },
  },
  {
    id: 'gleb',
    name: 'Gleb',
    role: 'A stranger who got the link',
    user: {
      id: 7_000_000_419,
      first_name: 'Глеб',
      username: 'gleb_from_work',
      language_code: 'ru',
      photo_url: portrait('gleb'),
    },
  },
  {
    id: 'dina',
    name: 'Dina',
    role: 'Blocked by Anya',
    user: {
      id: 7_000_000_523,
      first_name: 'Дина',
      last_name: 'Фирсова',
      username: 'dina_f',
      language_code: 'ru',
      photo_url: portrait('dina'),
    },
  },
  {
    id: 'oliver',
    name: 'Oliver',
    role: 'Has no @username and no photo',
    user: { id: 7_000_000_631, first_name: 'Oliver', last_name: 'Hughes', language_code: 'en' },
    birthdate: { day: 29, month: 2 },
  },
  {
    id: 'noa',
    name: 'Noa',
    role: 'Her name runs right to left and holds an emoji',
    user: {
      id: 7_000_000_733,
      first_name: 'נועה 🌿',
      last_name: 'בן-דוד',
      username: 'noa_bd',
      language_code: 'en',
      photo_url: portrait('noa'),
    },
  },
  {
    id: 'margarita',
    name: 'Margarita',
    role: 'Has a name that never fits',
    user: {
      id: 7_000_000_839,
      first_name: 'Маргарита-Александра',
      last_name: 'Константинопольская-Рождественская',
      username: 'margarita_konstantinopolskaya',
      language_code: 'ru',
      is_premium: true,
    },
  },
  {
    id: 'nika',
    name: 'Nika',
    role: 'Opens Wishlins for the first time',
    user: { id: 7_000_000_941, first_name: 'Ника', username: 'nika_first', language_code: 'ru' },
    birthdate: { day: 15, month: 3, year: 1995 },
  },
];

/** Finds a persona by the name used in addresses. */
export function findPersona(id: string): Persona | undefined {
  return cast.find((persona) => persona.id === id);
}

function portrait(name: string): string {
  return `/pictures/demo/${name}.webp`;
}
