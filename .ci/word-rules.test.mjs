import assert from 'node:assert/strict'
import { test } from 'node:test'
import { faults, parseList, retreats } from './word-rules.mjs'

test('a planted Javadoc fails', () => {
  for (const word of ['What', 'How', 'As', 'Of', 'Those', 'Whether', 'Who', 'With', 'That', 'For', 'By']) {
    assert.equal(faults(`class A {\n\n    /** ${word} it is. */\n    int b;\n}`)[0].line, 3, word)
    assert.equal(faults(`/**\n * ${word} it is,\n * and more.\n */\nclass A {}`).length, 1, word)
  }
})

test('a planted phrase fails, also across lines and texts', () => {
  assert.equal(faults('// How often it is looked for reviews.').length, 1)
  assert.equal(faults('/* The key is as good\n * as none. */').length, 1)
  assert.deepEqual(faults('"There is no " \n        + "such thing"'), [{ line: 1, fault: '"There is no such thing"' }])
})

test('plain words pass', () => {
  assert.deepEqual(faults('/** Interval at which to check for overdue reviews. */\n// How it works is said elsewhere.'), [])
  assert.deepEqual(faults('/** @return whether it is open */\n/** Forwarded headers. */'), [])
})

test('the list only grows', () => {
  const before = parseList('# packages\nsync\ncache\ngone\n- sync/SyncContract.java\n')
  const exists = (each) => each !== 'gone'
  assert.deepEqual(retreats(before, parseList('sync\ncache\nread\n'), exists), [])
  assert.deepEqual(retreats(before, parseList('sync\n- sync/Feed.java\n'), exists), ['cache was checked', 'sync/Feed.java was checked'])
})
