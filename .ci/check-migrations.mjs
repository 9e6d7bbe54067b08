// Usage: check-migrations.mjs <the release before> <file>…
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { faults } from './migration-rules.mjs'

const [previous, ...files] = process.argv.slice(2)

function isReleased(commit) {
  try {
    execFileSync('git', ['merge-base', '--is-ancestor', commit, previous], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

let failed = false
for (const file of files) {
  for (const fault of faults(readFileSync(file, 'utf8'), isReleased)) {
    console.error(`${file}: ${fault}`)
    failed = true
  }
}
process.exit(failed ? 1 : 0)
