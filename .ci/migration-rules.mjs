// What a migration may do beyond what Squawk looks for: db/migration/README.md says why. Squawk does not look into
// blocks of PL/pgSQL, and knows nothing of releases.

const EXPAND = /^-- Expand\b/
const CONTRACT = /^-- Contract: \S.* since (\S+?)[,.]?(?:\s|$)/
const REMOVES = [
  [/\bdrop\s+(table|column|view|sequence|type|function|procedure|trigger|constraint|schema|index)\b/i, 'drops a $1'],
  [/\brename\s+(?:to|column|constraint)\b/i, 'renames something'],
  [/\balter\s+(?:column\s+)?\w+\s+(?:set\s+data\s+)?type\b/i, "changes a column's type"],
  [/\bset\s+not\s+null\b/i, 'makes a column required'],
]

/** SQL without comments and texts, so that words in them count for nothing; bodies of functions stay. */
function code(text) {
  return text.replace(/--.*$/gm, '').replace(/\/\*[\s\S]*?\*\//g, '').replace(/'(?:[^']|'')*'/g, "''")
}

/**
 * What is wrong with a migration.
 *
 * @param {string} text its SQL
 * @param {(commit: string) => boolean} isReleased whether a commit is the release before or older
 * @returns {string[]}
 */
export function faults(text, isReleased) {
  const first = text.split('\n', 1)[0]
  const contract = CONTRACT.exec(first)
  const sql = code(text)
  const found = []
  if (!EXPAND.test(first) && !contract) {
    found.push('its first line must begin with "-- Expand" or be "-- Contract: what is unused since <commit>, …"')
  }
  if (contract && !isReleased(contract[1])) {
    found.push(`what it removes must be unused in the release before: ${contract[1]} is younger, or unknown`)
  }
  const concurrent = /\bindex\s+concurrently\b/i.test(sql)
  if (!contract) {
    for (const [pattern, what] of REMOVES) {
      const match = pattern.exec(concurrent ? sql.replace(/\bdrop\s+index\s+concurrently\b/gi, '') : sql)
      if (match) found.push(`it ${what.replace('$1', match[1])}: only a contract may`)
    }
  }
  if (concurrent) {
    // Flyway runs it outside of a transaction; if it fails half-way it is run again from the beginning.
    const statements = sql.split(';').map((statement) => statement.trim()).filter(Boolean)
    const dropped = new Set()
    for (const statement of statements) {
      const drop = /^drop\s+index\s+concurrently\s+if\s+exists\s+(\w+)$/i.exec(statement)
      const create = /^create\s+(?:unique\s+)?index\s+concurrently\s+(\w+)\s/i.exec(statement)
      if (drop) dropped.add(drop[1])
      else if (!create) found.push('a migration with a concurrent index has nothing else: it runs in no transaction')
      else if (!dropped.has(create[1])) {
        found.push(`"drop index concurrently if exists ${create[1]}" must come first, for what a failed attempt left`)
      }
    }
  } else if (!/^\s*set\s+local\s+lock_timeout\s*=/im.test(sql)) {
    found.push("it must begin with \"set local lock_timeout = '5s'\": whoever waits for a lock makes all others wait")
  }
  return found
}
