/**
 * Who may import whom. A rule's comment is what somebody reads whose import was refused.
 */

/** The backend's nouns: each may know those before it. */
const nouns = [
  'users',
  'sessions',
  'bot',
  'notifications',
  'friends',
  'photos',
  'previews',
  'wishlists',
  'wishes',
  'feed',
  'visitors',
  'sharing',
  'own-data',
  'accounts',
];
const noun = `backend/src/(?:${nouns.join('|')})`;
const test = '\\.test\\.ts$|/testing/';

const nounsLookBackOnly = nouns.slice(0, -1).map((name, position) => ({
  name: `${name}-know-no-later-noun`,
  comment: `Nouns know each other one way only: ${nouns.join(' ← ')}; all may ask who may open a list.`,
  from: { path: `^backend/src/${name}/`, pathNot: test },
  to: { path: `^backend/src/(?:${nouns.slice(position + 1).join('|')})/`, pathNot: '/wishlists/access\\.ts$' },
}));

const nounsMeetAtTheirServices = nouns.slice(1).map((name, position) => ({
  name: `${name}-meet-others-at-their-service`,
  comment:
    'Another noun is asked through its service.ts, wishlists/access.ts or notifications/outbox.ts; its views.ts shape what it shows.',
  from: { path: `^backend/src/${name}/`, pathNot: test },
  to: {
    path: `^backend/src/(?:${nouns.slice(0, position + 1).join('|')})/`,
    pathNot: '[/-]service\\.ts$|/views\\.ts$|/wishlists/access\\.ts$|/notifications/outbox\\.ts$',
  },
}));

const forbidden = [
  {
    name: 'contract-stands-alone',
    comment: 'The contract is what all sides agree on: it knows none of them.',
    from: { path: '^contract/' },
    to: { path: '^(?:process|backend|bot|fetcher|frontend|simulator|e2e|bench|scripts)/' },
  },
  {
    name: 'processes-share-no-side',
    comment: 'What every server process is built on knows the contract and none of the processes.',
    from: { path: '^process/' },
    to: { path: '^(?:backend|bot|fetcher|frontend|simulator|e2e|bench|scripts)/' },
  },
  {
    name: 'sides-meet-in-the-contract',
    comment: 'Backend, bot, fetcher, mini app and simulator never import each other; they share the contract.',
    from: { path: '^(backend|bot|fetcher|frontend|simulator)/' },
    to: { path: '^(?:backend|bot|fetcher|frontend|simulator)/', pathNot: '^$1/' },
  },
  {
    name: 'nobody-imports-the-workbench',
    comment: 'Scripts, journeys and benchmarks use the product, never the other way round.',
    from: { path: '^(?:contract|process|backend|bot|fetcher|frontend|simulator)/' },
    to: { path: '^(?:scripts|e2e|bench)/' },
  },
  ...nounsLookBackOnly,
  ...nounsMeetAtTheirServices,
  {
    name: 'rules-know-no-transport',
    comment: 'Only routes.ts speaks HTTP: rules and SQL import neither Fastify nor grammY nor backend/src/http.',
    from: { path: `^${noun}/`, pathNot: `routes\\.ts$|${test}` },
    to: { path: '^node_modules/(?:@?fastify|grammy)|^backend/src/http/' },
  },
  {
    name: 'repositories-decide-nothing',
    comment: 'A repository holds SQL: it knows no service and no route.',
    from: { path: `^${noun}/.*repository\\.ts$` },
    to: { path: `^${noun}/.*(?:service|routes)\\.ts$` },
  },
  {
    name: 'services-know-no-routes',
    comment: 'Routes call services, never the other way round.',
    from: { path: `^${noun}/.*service\\.ts$` },
    to: { path: 'routes\\.ts$' },
  },
  {
    name: 'the-ground-knows-no-nouns',
    comment: 'The database folder serves every noun and knows none.',
    from: { path: '^backend/src/database/', pathNot: test },
    to: { path: `^${noun}/` },
  },
  {
    name: 'features-stand-alone',
    comment: 'A feature imports ui, telegram, i18n and api, never another feature.',
    from: { path: '^frontend/src/features/([^/]+)/' },
    to: { path: '^frontend/src/features/', pathNot: '^frontend/src/features/$1/' },
  },
  {
    name: 'features-are-on-top',
    comment: 'What features stand on does not know them; only the router and App.vue do.',
    from: { path: '^frontend/src/(?:ui|telegram|i18n|api)' },
    to: { path: '^frontend/src/(?:features/|router|App)' },
  },
  {
    name: 'telegram-has-one-door',
    comment: 'Only frontend/src/telegram imports a Telegram SDK.',
    from: { path: '^frontend/', pathNot: '^frontend/src/telegram/' },
    to: { path: '^node_modules/(?:@tma\\.js|@telegram-apps|@twa-dev)/' },
  },
  {
    name: 'testing-is-for-tests',
    comment: 'What lies in a testing folder never reaches production.',
    from: { path: '^(?:contract|backend|bot|fetcher|frontend|simulator)/', pathNot: `${test}|\\.config\\.ts$` },
    to: { path: '/testing/' },
  },
  {
    name: 'production-needs-no-dev-dependency',
    comment: 'Images are built without devDependencies: list this package under dependencies.',
    from: { path: '^(?:contract|process|backend|bot|fetcher)/src/', pathNot: test },
    to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
  },
  {
    name: 'the-fetcher-alone-goes-out',
    comment: 'Who is asked to read foreign pages has no database and no secrets, and only it has the client for them.',
    from: { path: '^(?:contract|process|backend|bot|frontend)/' },
    to: { path: '^node_modules/(?:undici|htmlparser2)/|^fetcher/' },
  },
  {
    name: 'the-fetcher-knows-nothing',
    comment: 'The fetcher speaks with the worker by the contract: no database, no Telegram.',
    from: { path: '^fetcher/', pathNot: test },
    to: { path: '^node_modules/(?:pg|kysely|pg-boss|grammy|fastify)/' },
  },
  {
    name: 'no-cycles',
    comment: 'Two modules that need each other are one module, or lack a third.',
    from: {},
    to: { circular: true },
  },
  {
    name: 'nothing-unresolved',
    comment: 'This import leads nowhere.',
    from: {},
    to: { couldNotResolve: true, pathNot: '^(?:virtual:|vite/)' },
  },
];

export default {
  forbidden: forbidden.map((rule) => ({ severity: 'error', ...rule })),
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(?:^|/)dist/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.js', '.mjs', '.vue', '.json'],
    },
  },
};
