import assert from 'node:assert/strict'
import { test } from 'node:test'
import { faults } from './migration-rules.mjs'

const released = (commit) => commit === '451b229'
const expand = (sql) => `-- Expand. A test.\nset local lock_timeout = '5s';\n${sql}\n`

test('what only adds passes', () => {
  for (const sql of [
    "alter table a add column b text not null default 'drop table c';",
    'create table c (x integer); -- drop table a',
    'alter table a add constraint b check (x > 0) not valid;',
  ]) {
    assert.deepEqual(faults(expand(sql), released), [])
  }
})

test('what takes something away is for a contract', () => {
  for (const sql of [
    'drop table a;',
    'alter table a drop column b;',
    'alter table a rename column b to c;',
    'alter table a alter column b type text;',
    'alter table a alter column b set not null;',
    "do $$ begin execute 'x'; drop trigger a on b; end $$;",
  ]) {
    assert.equal(faults(expand(sql), released).length, 1, sql)
    const contract = `-- Contract: it is unused since 451b229.\nset local lock_timeout = '5s';\n${sql}\n`
    assert.deepEqual(faults(contract, released), [], sql)
  }
})

test('a contract names a release that is out', () => {
  const contract = "-- Contract: b is unused since abc1234, which reads c.\nset local lock_timeout = '5s';\ndrop table b;"
  assert.match(faults(contract, released)[0], /abc1234 is younger/)
  assert.match(faults("-- Contract\nset local lock_timeout = '5s';", released)[0], /first line/)
})

test('a lock is not waited for without end', () => {
  assert.match(faults('-- Expand.\ncreate table a (x integer);', released)[0], /lock_timeout/)
})

test('an index that is built concurrently can be built again', () => {
  const built = 'drop index concurrently if exists a;\ncreate index concurrently a on b (c);'
  assert.deepEqual(faults(`-- Expand.\n${built}`, released), [])
  assert.match(faults('-- Expand.\ncreate index concurrently a on b (c);', released)[0], /must come first/)
  assert.match(faults(`-- Expand.\n${built}\nalter table b add column d text;`, released)[0], /nothing else/)
})
