/** What the gallery shows. Not in the locales: only developers read it, and half of it is there to be awkward. */
export const samples = {
  gallery: 'Gallery',
  theme: 'Turn the theme',
  language: 'Turn the language',
  toast: 'Toast',
  sheet: 'Sheet',
  surfaces: 'Surfaces and type',
  buttons: 'Buttons',
  busy: 'busy',
  disabled: 'disabled',
  covers: 'Covers',
  badge: 'in 12 days',
  cards: 'Cards and people',
  fields: 'Fields',
  states: 'States',
  label: 'Донаудампфшиффартсгезельшафт',
  long: 'Rindfleischetikettierungsüberwachung, высокопревосходительство и 👩‍👩‍👧‍👦',
  names: ['Аня', 'Boris', 'مريم', '🦊', 'Маргарита-Александра Константинопольская'],
  options: [
    { value: 'one', label: 'One', hint: 'Explained in one sentence.' },
    { value: 'two', label: 'Two', hint: 'Another sentence.' },
  ],
  steps: ['✨', '💌', '🤫'].map((emoji) => ({ emoji, text: 'Explained in one sentence.' })),
  deeds: [
    { icon: 'gift', label: 'Receive', run: () => {} },
    { icon: 'folder', label: 'Move', run: () => {} },
    { icon: 'trash', label: 'Delete', danger: true, run: () => {} },
  ],
  pictures: ['camera', 'lamp', 'teapot'].map((name) => ({
    url: `/pictures/demo/${name}.webp`,
    width: 800,
    height: 800,
  })),
  wishes: [
    {
      id: '1',
      title: 'Lamp',
      color: 'amber',
      emoji: '💡',
      picture: { url: '/pictures/demo/lamp.webp', width: 800, height: 800 },
      price: '$25',
    },
    { id: '2', title: 'Without a photo', color: 'sky', emoji: '🏕️', picture: undefined, badge: 'Dream' },
    {
      id: '3',
      title: 'Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz',
      color: 'plum',
      emoji: null,
      picture: undefined,
    },
    { id: '4', title: 'Taken already', color: 'mint', emoji: '🎄', picture: undefined, badge: 'Taken', faded: true },
    { id: '5', title: 'Chosen', color: 'rose', emoji: '🎂', picture: undefined, chosen: true },
  ],
} as const;

/** Names of tokens, as tokens.css has them. */
export const surfaces = [
  'page',
  'card',
  'fill',
  'line',
  'ink',
  'ink-soft',
  'accent',
  'link',
  'good',
  'notice',
  'danger',
] as const;
export const textSizes = ['text-s', 'text-m', 'text-l', 'title-s', 'title', 'title-l'] as const;
