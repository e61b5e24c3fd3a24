-- What people have done with v2.0 since it came.
insert into public.clients (id, user_id, name, email)
    select md5('client ' || n)::uuid, md5('user ' || 1 + n % 600)::uuid, 'Client ' || n, 'client-' || n || '@example.org' from generate_series(1, 900) n;
-- Line breaks and quotes, as people write them: a CSV of these has more lines than rows.
insert into public.meetings (id, user_id, client_id, title, transcript)
    select md5('meeting ' || n)::uuid, md5('user ' || 1 + n % 600)::uuid, md5('client ' || 1 + n % 900)::uuid,
           'Review ' || n, E'They said: "all is well",\nand then no more.' from generate_series(1, 300) n;
insert into public.meeting_embeddings (meeting_id, user_id, embedding)
    select md5('meeting ' || n)::uuid, md5('user ' || 1 + n % 600)::uuid, array[n / 300.0, 0.5, 0.25]::real[] from generate_series(1, 300) n;
