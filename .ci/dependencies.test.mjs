import assert from 'node:assert/strict';
import test from 'node:test';
import { components, findings, malformed } from './dependency-findings.mjs';
import { compareVersions, inRange } from './maven-versions.mjs';

// As Maven's own ComparableVersion orders them, ascending; those in one list are equal.
const ASCENDING = [
  ['1-alpha-1', '1-a1'],
  ['1-beta-2', '1-b2'],
  ['1.0-m3', '1-milestone-3'],
  ['1-rc1', '1.0-cr1'],
  ['1-SNAPSHOT', '1.0-snapshot'],
  ['1', '1.0', '1.0.0', '1-ga', '1.Final', '1.0.0-release'],
  ['1-sp'],
  ['1-foo'],
  ['1-1', '1.0-1'],
  ['1.0.1'],
  ['1.9'],
  ['1.10'],
  ['2.9'],
  ['2.21'],
  ['2.21.2'],
  ['2.21.10'],
  ['4.1.99.Final'],
  ['4.1.135.Final'],
  ['4.1.136.Final', '4.1.136'],
  ['4.1.140.Final'],
  ['4.2.0.Alpha1'],
  ['4.2.0.RC2'],
  ['4.2.0.Final'],
  ['42.7.2'],
  ['42.7.11'],
  ['99999999999999999998'],
  ['99999999999999999999'],
];

test('versions are ordered as Maven orders them', () => {
  ASCENDING.forEach((lower, i) => {
    for (const a of lower) {
      lower.forEach((b) => assert.equal(compareVersions(a, b), 0, `${a} = ${b}`));
      ASCENDING.slice(i + 1).flat().forEach((b) => {
        assert.equal(compareVersions(a, b), -1, `${a} < ${b}`);
        assert.equal(compareVersions(b, a), 1, `${b} > ${a}`);
      });
    }
  });
});

test('ranges have their ends as they say', () => {
  assert.ok(inRange('4.1.135.Final', '[,4.1.136.Final)'));
  assert.ok(!inRange('4.1.136.Final', '[,4.1.136.Final)'));
  assert.ok(inRange('1.0', '[1.0,1.1]') && inRange('1.1', '[1.0,1.1]'));
  assert.ok(!inRange('1.0', '(1.0,1.1)') && !inRange('1.1', '(1.0,1.1)'));
  assert.ok(inRange('1.0.4', '[,1.0.5),[1.1.0,1.1.4)') && inRange('1.1.3', '[,1.0.5),[1.1.0,1.1.4)'));
  assert.ok(!inRange('1.0.5', '[,1.0.5),[1.1.0,1.1.4)'));
  assert.throws(() => inRange('1.0', '< 1.1'));
});

const ADVISORY = {
  id: 'CVE-2026-59903',
  artifacts: ['io.netty:netty-codec-http'],
  affected: '[,4.1.137.Final)',
  fixed: '4.1.137.Final',
  summary: 's',
  source: 'r',
};
const ACCEPTED = { id: ADVISORY.id, artifact: 'io.netty:netty-codec-http', reason: 'unused', until: '2026-12-31' };
const planted = components({
  components: [
    { group: 'io.netty', name: 'netty-codec-http', version: '4.1.136.Final', purl: 'pkg:maven/io.netty/x@4' },
    { group: 'io.netty', name: 'netty-codec', version: '4.1.136.Final', purl: 'pkg:maven/io.netty/y@4' },
  ],
});

test('a planted vulnerable version is found, and its fix is not', () => {
  assert.equal(findings(planted, [ADVISORY], [], '2026-11-28').length, 1);
  const mended = planted.map((each) => ({ ...each, version: '4.1.137.Final' }));
  assert.deepEqual(findings(mended, [ADVISORY], [], '2026-11-28'), []);
});

test('an acceptance holds to the end of its day, and no longer than its finding', () => {
  assert.deepEqual(findings(planted, [ADVISORY], [ACCEPTED], '2026-12-31'), []);
  assert.match(findings(planted, [ADVISORY], [ACCEPTED], '2027-01-01')[0], /accepted until 2026-12-31: unused/);
  assert.match(findings([], [ADVISORY], [ACCEPTED], '2026-11-28')[0], /remove it/);
});

test('typing errors in the lists are found', () => {
  assert.deepEqual(malformed([ADVISORY], [ACCEPTED]), []);
  for (const wrong of [
    { id: 'CVE-26-1' },
    { affected: '< 4' },
    { affected: '[,4.1.137.Final]' },
    { artifacts: 'io.netty:netty-codec-http' },
    { source: undefined },
  ]) {
    assert.equal(malformed([{ ...ADVISORY, ...wrong }], []).length, 1, JSON.stringify(wrong));
  }
  assert.equal(malformed([ADVISORY, ADVISORY], []).length, 1);
  assert.equal(malformed([ADVISORY], [{ ...ACCEPTED, until: 'soon' }]).length, 1);
});
