-- Takes MeetSolis v2.0 out of the database and leaves Epic 1 alone.
--   psql -X -w "$DATABASE_URL" -v ON_ERROR_STOP=1 -1 -f scripts/migration/rollback-v2.sql
-- To be run in one transaction (-1). Nothing is dropped by CASCADE: what else hangs on these tables stops it.

\echo 'Step 1/5: Looking at the Epic 1 tables...'
select 'public.users'::regclass, 'public.ai_usage_tracking'::regclass, 'public.legacy_meetings'::regclass \g /dev/null
create temp table epic1_before on commit drop as
    select (select count(*) from public.users) as users, (select count(*) from public.ai_usage_tracking) as usage, (select count(*) from public.legacy_meetings) as meetings;

\echo 'Step 2/5: Locking the v2.0 tables...'
set local lock_timeout = '30s';
lock table public.clients, public.meetings, public.meeting_embeddings in access exclusive mode;

\echo '🗑️ Step 3/5: Dropping v2.0 tables...'
drop table public.meeting_embeddings;
\echo '✅ Dropped meeting_embeddings'
drop table public.meetings;
\echo '✅ Dropped meetings (v2.0 structure)'
drop table public.clients;
\echo '✅ Dropped clients'

\echo 'Step 4/5: Looking for what is left of v2.0...'
do $$
declare left_over text;
begin
  select string_agg(relname, ', ') into left_over from pg_class
   where relnamespace = 'public'::regnamespace and relname ~ '^(clients|meetings|meeting_embeddings)';
  if left_over is not null then raise exception 'left of v2.0: %', left_over; end if;
end $$;

\echo 'Step 5/5: Comparing the Epic 1 tables...'
do $$
begin
  if not exists (select from epic1_before b where b.users <= (select count(*) from public.users)
      and b.usage <= (select count(*) from public.ai_usage_tracking) and b.meetings <= (select count(*) from public.legacy_meetings)) then
    raise exception 'rows of Epic 1 are missing that were there before';
  end if;
end $$;
\echo '✅ Epic 1 tables intact'
