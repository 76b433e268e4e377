-- Each table, its count of rows and the sum of their hashes: the same for the same rows in whatever order.
select :'snapshot' <> '' as shared \gset
begin isolation level repeatable read read only;
\if :shared
  set transaction snapshot :'snapshot';
\endif
-- How values are written must not depend on the settings of the database.
set local timezone = 'UTC';
set local datestyle = 'ISO';
set local intervalstyle = 'postgres';
set local bytea_output = 'hex';
set local extra_float_digits = 1;
set local statement_timeout = 0;
select format(
  $$select %L, count(*), coalesce(sum(('x' || left(md5(t::text), 16))::bit(64)::bigint::numeric), 0) from %s t$$,
  c.oid::regclass, c.oid::regclass)
from pg_class c
where c.relkind = 'r'
  and c.relnamespace::regnamespace::text not in ('pg_catalog', 'information_schema')
  and c.relpersistence <> 't'
  -- What an extension made is made again by it.
  and not exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
order by c.relnamespace::regnamespace::text collate "C", c.relname collate "C" \gexec
commit;
