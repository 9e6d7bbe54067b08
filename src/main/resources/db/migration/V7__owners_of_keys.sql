-- Whose an API key is, from where it may be used, and whether its end was announced.

-- An older version of the service goes on to insert keys without these columns: the trigger below completes them.
alter table api_key
    -- Who acts by it, the same for every key of a person or a system: person:<id>, system:<id>, oidc:<issuer>|<subject>,
    -- or key:<id of the first key>.
    add column owner         text   constraint api_key_owner_length check (length(owner) between 1 and 1000),
    -- In CIDR notation; none: from anywhere.
    add column networks      text[] not null default '{}'
                             constraint api_key_networks_few check (cardinality(networks) <= 20),
    -- How many seconds before its end that was announced last; 0: that it has ended; null: nothing yet.
    add column end_announced bigint constraint api_key_end_announced_not_negative check (end_announced >= 0);

with recursive chain as (
    select id, id as first from api_key where rotated_from is null
    union all
    select key.id, chain.first from api_key key join chain on chain.id = key.rotated_from
)
update api_key k set owner = 'key:' || c.first from chain c where c.id = k.id;

-- Those that ended before are no news.
update api_key set end_announced = 0 where revoked_at is not null or expires_at <= now();

alter table api_key alter column owner set not null;
create index api_key_by_owner on api_key (owner);
create index api_key_by_end on api_key (expires_at) where end_announced is distinct from 0;

-- A key that replaces another is its owner's, and bound to its networks.
create function complete_api_key() returns trigger language plpgsql as $$
declare
    replaced api_key;
begin
    if new.owner is null then
        select * into replaced from api_key where id = new.rotated_from;
        if found then
            new.owner := replaced.owner;
            new.networks := replaced.networks;
        else
            new.owner := 'key:' || new.id;
        end if;
    end if;
    return new;
end
$$;
create trigger api_key_is_complete before insert on api_key for each row execute function complete_api_key();

create function api_key_owner_is_kept() returns trigger language plpgsql as $$
begin
    raise exception 'the owner of an API key is never changed' using errcode = 'restrict_violation';
end
$$;
create trigger api_key_keeps_its_owner
    before update of owner on api_key for each row when (old.owner is distinct from new.owner)
    execute function api_key_owner_is_kept();

-- Who a caller is whose id was kept: older versions kept that of the key, and not whose it was.
create function owner_of(caller text) returns text language sql stable as $$
    select coalesce((select k.owner from api_key k where caller like 'key:%' and k.id = substr(caller, 5)), caller)
$$;

-- The same of several, each once.
create function owners_of(callers text[]) returns text[] language sql stable as $$
    select array(select owner_of(c.caller) from unnest(callers) with ordinality c (caller, place)
                 group by 1 order by min(c.place))
$$;

-- A request that was answered to a key is answered to its owner. The rows stay for older versions until they are purged.
insert into idempotent_request (caller, key, request, status, headers, body, created_at)
select owner_of(r.caller), r.key, r.request, r.status, r.headers, r.body, r.created_at
from idempotent_request r where owner_of(r.caller) <> r.caller
order by r.created_at
on conflict do nothing;
