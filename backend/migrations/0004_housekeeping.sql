-- Up Migration

-- A time zone that this server knows: the one given, or UTC. A zone is checked when it is chosen; one that a later server
-- lacks must not keep everybody else from being told.
create function zone_here(zone text) returns text language plpgsql stable parallel safe as $$
begin
  perform now() at time zone zone;
  return zone;
exception when invalid_parameter_value then
  raise warning 'time zone % is not known here, UTC is used', zone;
  return 'UTC';
end $$;

-- What is over is found by when it was; what is not over is not in these indexes, where that can be said.
create index wishlists_deleted on wishlists (deleted_at) where deleted_at is not null;
create index wishes_deleted on wishes (deleted_at) where deleted_at is not null;
create index notifications_read on notifications (read_at) where read_at is not null;
create index deliveries_finished on deliveries (finished_at) where finished_at is not null;
create index idempotency_keys_old on idempotency_keys (created_at);
create index sessions_old on sessions (created_at);
create index bot_updates_old on bot_updates (received_at);

-- What a list takes along when it is deleted for good: its deleted wishes as well.
create index wishes_by_wishlist on wishes (wishlist_id);
