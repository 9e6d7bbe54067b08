// The order of versions as Maven has it (org.apache.maven.artifact.versioning.ComparableVersion), and its ranges.

const QUALIFIERS = ['alpha', 'beta', 'milestone', 'rc', 'snapshot', '', 'sp'];
const ALIASES = { ga: '', final: '', release: '', cr: 'rc' };
const SHORT = { a: 'alpha', b: 'beta', m: 'milestone' };

const isNumber = (item) => typeof item === 'bigint';
const isList = (item) => Array.isArray(item);

function qualifier(text, followedByDigit) {
  const long = followedByDigit && text in SHORT ? SHORT[text] : text;
  return long in ALIASES ? ALIASES[long] : long;
}

function isNull(item) {
  return isList(item) ? item.length === 0 : isNumber(item) ? item === 0n : item === '';
}

/** Zeros, releases and empty lists at the end say nothing. */
function normalise(list) {
  for (let i = list.length - 1; i >= 0; i--) {
    if (isNull(list[i])) {
      list.splice(i, 1);
    } else if (!isList(list[i])) {
      break;
    }
  }
}

function parse(version) {
  const items = [];
  const lists = [items];
  let list = items;
  const nest = () => {
    const inner = [];
    list.push(inner);
    list = inner;
    lists.push(inner);
  };
  const tokens = version.toLowerCase().match(/\d+|[^\d.-]+|[.-]/g) ?? [];
  tokens.forEach((token, i) => {
    const previous = tokens[i - 1];
    if (token === '.' || token === '-') {
      if (previous === undefined || previous === '.' || previous === '-') {
        list.push(0n);
      }
      if (token === '-') {
        nest();
      }
    } else if (/^\d/.test(token)) {
      if (previous !== undefined && !/^[\d.-]/.test(previous)) {
        nest();
      }
      list.push(BigInt(token));
    } else {
      if (previous !== undefined && /^\d/.test(previous)) {
        nest();
      }
      list.push(qualifier(token, /^\d/.test(tokens[i + 1] ?? '')));
    }
  });
  lists.reverse().forEach(normalise);
  return items;
}

function rank(text) {
  const index = QUALIFIERS.indexOf(text);
  return index < 0 ? `${QUALIFIERS.length}-${text}` : String(index);
}

const sign = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

function compareItems(a, b) {
  if (b === undefined) {
    if (isNumber(a)) {
      return a === 0n ? 0 : 1;
    }
    if (isList(a)) {
      return a.map((item) => compareItems(item, undefined)).find((result) => result !== 0) ?? 0;
    }
    return sign(rank(a), rank(''));
  }
  if (a === undefined) {
    return -compareItems(b, undefined);
  }
  const kind = (item) => (isNumber(item) ? 2 : isList(item) ? 1 : 0);
  if (kind(a) !== kind(b)) {
    return sign(kind(a), kind(b));
  }
  if (isNumber(a)) {
    return sign(a, b);
  }
  if (!isList(a)) {
    return sign(rank(a), rank(b));
  }
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const result = compareItems(a[i], b[i]);
    if (result !== 0) {
      return result;
    }
  }
  return 0;
}

export function compareVersions(a, b) {
  return compareItems(parse(a), parse(b));
}

/** Whether a version is in a range such as "[,1.2)" or "[1.0,1.2),[2.0,2.1]". */
export function inRange(version, range) {
  const sets = [...range.matchAll(/([[(])([^,[\]()]*),([^,[\]()]*)([\])])/g)];
  if (sets.length === 0 || sets.map((set) => set[0]).join(',') !== range.replaceAll(' ', '')) {
    throw new Error(`not a version range: ${range}`);
  }
  return sets.some(([, opening, from, to, closing]) => {
    const low = from === '' ? 1 : compareVersions(version, from);
    const high = to === '' ? -1 : compareVersions(version, to);
    return (low > 0 || (low === 0 && opening === '[')) && (high < 0 || (high === 0 && closing === ']'));
  });
}
