-- Run on the database that was replaced; prints the SQL that ends in the restored one what had ended there: keys that were
-- revoked or rotated, webhooks that were deleted or disabled.
select format('update api_key set revoked_at = %L where id = %L and revoked_at is null;', revoked_at, id)
from api_key where revoked_at is not null
union all
select format('update api_key set expires_at = %L where id = %L and expires_at > %1$L;', expires_at, id)
from api_key
union all
select format('update webhook_endpoint set state = ''DISABLED'', disabled_reason = %L, version = version + 1 where id = %L and state = ''ENABLED'';',
              disabled_reason, id)
from webhook_endpoint where state = 'DISABLED'
union all
select format('delete from webhook_endpoint where id <> all (%L::uuid[]);', coalesce(array_agg(id), '{}')) from webhook_endpoint;
