import pg from 'pg';

/** How many of everything a database of so many wishes has; lists hold twenty. */
function population(wishes: number): { users: number; wishlists: number; wishes: number } {
  return { users: wishes / 10, wishlists: wishes / 20, wishes };
}

const names = {
  first: `{Анна,Борис,Вера,Глеб,Дина,Егор,Жанна,Захар,Ирина,Кирилл,Лариса,Максим,Наталья,Олег,Полина,Роман,Светлана,Тимофей,
    Ульяна,Фёдор,Alice,Brian,Chloe,Daniel,Emma,Frank,Grace,Henry,Isla,Jack,Karen,Liam,Mia,Noah,Olivia,Peter,Quinn,Ruth,Sarah,Tom}`,
  last: `{Абрамова,Белов,Волкова,Громов,Денисова,Ежов,Жукова,Зимин,Исаева,Климов,Лебедева,Миронов,Носкова,Орлов,Панова,Рябов,
    Савина,Титов,Уварова,Фомин,Adams,Baker,Carter,Dixon,Evans,Foster,Grant,Hughes,Irwin,Jones,King,Lewis,Moore,Nash,Owens,Parker,
    Quick,Reed,Stone,Turner}`,
};
const things = `{Кофемолка с жерновами,Набор акварели на 36 цветов,Палатка на двоих,Пластинка любимой группы,Плед из мериноса,
  Билет в театр,Настольная лампа,Книга о птицах,Noise-cancelling headphones,Cast iron skillet,Trail running shoes,
  Fountain pen with a fine nib,A weekend by the sea,Board game for winter evenings,Ceramic tea set,Bicycle repair kit}`;

/**
 * What is done to an empty, migrated database, in this order. The twenty wishes of a list lie far apart on disk, as they do
 * when people add them over months.
 */
function steps({ users, wishlists, wishes }: ReturnType<typeof population>): [what: string, ...statements: string[]][] {
  return [
    [
      `${users} people with a session each`,
      `insert into users (telegram_id, first_name, last_name, username, birthday_day, birthday_month, currency, time_zone, language)
       select 7000000000 + n, first[1 + n % 40], case when n % 5 > 0 then last[1 + n / 40 % 40] end,
         case when n % 3 > 0 then translate(md5(n::text), '0123456789', 'aeiouytrsn')::varchar(10) end,
         case when n % 4 > 0 then 1 + n % 28 end, case when n % 4 > 0 then 1 + n % 12 end,
         'RUB', 'Europe/Moscow', case when n % 2 > 0 then 'ru' else 'en' end
       from generate_series(1, ${users}) as n, (values ('${names.first}'::text[], '${names.last}'::text[])) as pool(first, last)`,
      `create table person as select row_number() over (order by id) as n, id from users`,
      `create unique index on person (n) include (id)`,
      `insert into sessions (token_hash, user_id) select sha256(id::text::bytea), id from users`,
    ],
    [
      `${users * 10} follows, ${users / 5} blocks`,
      `insert into follows (follower_id, followee_id)
       select follower.id, followee.id
       from person as follower, generate_series(1, 10) as k,
         lateral (select id from person where n = 1 + (follower.n + k * k * 977) % ${users}) as followee
       where follower.id <> followee.id on conflict do nothing`,
      `insert into blocks (blocker_id, blocked_id)
       select blocker.id, blocked.id
       from person as blocker join person as blocked on blocked.n = 1 + blocker.n * 7919 % ${users}
       where blocker.n % 5 = 0 and blocker.id <> blocked.id`,
    ],
    [
      `${wishlists} wishlists, each known to two people`,
      `insert into wishlists (owner_id, title, emoji, color, occasion, event_date, visibility, surprise, share_token, position)
       select id, 'День рождения ' || n, '🎂', 'rose', 'birthday', current_date + (n % 300)::int,
         case n % 10 when 2 then 'private' when 4 then 'friends' when 6 then 'public' else 'link' end,
         'full', substr(md5(n::text), 1, 22), 0
       from person where n <= ${wishlists}`,
      `create table list as select id, share_token, row_number() over (order by id) as n from wishlists`,
      `insert into wishlist_visits (user_id, wishlist_id, share_token, visited_at)
       select person.id, list.id, share_token, now() - interval '3 days'
       from person join list on list.n = 1 + person.n % ${wishlists}`,
      `insert into wishlist_guests (wishlist_id, user_id) select list.id, person.id from list join person on person.n = list.n * 2`,
    ],
    [
      `${wishes} wishes`,
      `insert into wishes (wishlist_id, title, note, url, url_key, pictures, price_amount, price_currency, priority, position,
         created_at)
       select id, thing[1 + (place + n) % 16], case when place % 3 = 0 then 'Размер M, лучше тёмного цвета' end,
         case when place % 2 = 0 then 'https://shop.example/products/' || n end,
         case when place % 2 = 0 then 'shop.example/products/' || n end,
         case when place % 2 = 0 then '[{"url": "/pictures/things/lamp.webp", "width": 800, "height": 600}]'::jsonb
           else '[]' end,
         case when place % 5 > 0 then 1000 * (1 + n % 90) end, case when place % 5 > 0 then 'RUB' end,
         (array['low', 'normal', 'high'])[1 + n % 3], place, now() - place * interval '1 day'
       from generate_series(1, 20) as place, list, (values ('${things}'::text[])) as pool(thing)`,
      `insert into wish_stock (wish_id, quantity, reserved)
       select id, case when position = 20 then null else 1 end, (position between 4 and 6)::int from wishes`,
    ],
    [
      `${wishlists * 3} reservations, ${wishlists} people waiting`,
      `create table taken as
       select id, title, position, row_number() over (order by id) as n from wishes where position between 4 and 6`,
      `insert into reservations (wish_id, holder_id, quantity, stage, hide_name, surprise, snapshot_title)
       select taken.id, person.id, 1, 'reserved', position = 6, 'full', title
       from taken join person on person.n = ${wishlists} + 1 + taken.n % ${wishlists}`,
      `insert into waiting (wish_id, user_id)
       select taken.id, person.id from taken join person on person.n = 1 + taken.n * 31 % ${users} where position = 5`,
    ],
    [`statistics`, `drop table person, list, taken`, `vacuum (analyze)`, `checkpoint`],
  ];
}

/** Fills a migrated database; takes about half a minute for a million wishes. */
export async function seed(url: string, wishes: number, say: (sentence: string) => void): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  // The rows are right by construction: their foreign keys need no look-up each.
  await client.query('set session_replication_role = replica');
  await client.query('set synchronous_commit = off');
  await client.query(`set work_mem = '256MB'`);
  for (const [what, ...statements] of steps(population(wishes))) {
    const started = performance.now();
    for (const statement of statements) await client.query(statement);
    say(`  ${what} (${((performance.now() - started) / 1000).toFixed(1)} s)`);
  }
  await client.end();
}
