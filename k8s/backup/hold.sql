-- For a database that was restored, before a service uses it: nobody's, so that nothing is sent and no scheduled release is
-- made until it is adopted. A database from before this table (V12) is migrated first, without a service
-- (java -jar quarkus-run.jar migrate): a service would migrate it, take it as its own, and send and release at once.
insert into installation (number, name, place, how, at)
select coalesce(max(number), 0) + 1, null, 'held', 'HELD', now() from installation;
