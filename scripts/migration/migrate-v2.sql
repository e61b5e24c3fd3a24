-- MeetSolis v2.0: clients, the meetings with them, and vectors of what was said.
--   psql -X -w "$DATABASE_URL" -v ON_ERROR_STOP=1 -1 -f scripts/migration/migrate-v2.sql
-- To be run in one transaction (-1): a failure leaves nothing behind.

\echo 'migrate-v2: step 1/4 clients'
create table public.clients (
    id uuid primary key default gen_random_uuid(),
    user_id uuid not null constraint clients_user_fk references public.users (id),
    name text not null,
    email text,
    created_at timestamptz not null default now()
);
create index clients_user on public.clients (user_id);

\echo 'migrate-v2: step 2/4 meetings and vectors'
create table public.meetings (
    id uuid primary key default gen_random_uuid(),
    user_id uuid not null constraint meetings_user_fk references public.users (id),
    client_id uuid constraint meetings_client_fk references public.clients (id),
    title text not null,
    transcript text,
    started_at timestamptz not null default now()
);
create index meetings_user on public.meetings (user_id);
-- A plain array: where the vector extension is installed the application keeps its own index on it.
create table public.meeting_embeddings (
    meeting_id uuid primary key constraint meeting_embeddings_meeting_fk references public.meetings (id) on delete cascade,
    user_id uuid not null constraint meeting_embeddings_user_fk references public.users (id),
    embedding real[] not null
);

\echo 'migrate-v2: step 3/4 row security'
alter table public.clients enable row level security;
alter table public.meetings enable row level security;
alter table public.meeting_embeddings enable row level security;
create policy clients_owner on public.clients using (user_id = (current_setting('request.jwt.claims', true)::json ->> 'sub')::uuid);
create policy meetings_owner on public.meetings using (user_id = (current_setting('request.jwt.claims', true)::json ->> 'sub')::uuid);
create policy meeting_embeddings_owner on public.meeting_embeddings using (user_id = (current_setting('request.jwt.claims', true)::json ->> 'sub')::uuid);
grant select, insert, update, delete on public.clients, public.meetings, public.meeting_embeddings to authenticated;

\echo 'migrate-v2: step 4/4 taking over the meetings of Epic 1'
insert into public.meetings (user_id, title, started_at) select user_id, title, started_at from public.legacy_meetings;

\echo 'migrate-v2: done'
