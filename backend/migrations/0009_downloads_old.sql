-- Files that nobody fetched in time are sought by their age, every night.
create index downloads_old on downloads (created_at);
