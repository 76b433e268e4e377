-- Up Migration

-- The request that a message goes back to, as the logs name it; null when the clock brought it. For the log of the worker,
-- never for anybody's eyes.
alter table deliveries add column request_id uuid;
