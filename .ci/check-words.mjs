// Usage: check-words.mjs <the list> [<the list before>]. Prints what is still to be done beside the list.
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { dirname, relative } from 'node:path'
import { faults, parseList, retreats } from './word-rules.mjs'

const roots = ['src/main/java/org/cliniccontent', 'src/test/java/org/cliniccontent']
const [listFile, beforeFile] = process.argv.slice(2)
const list = parseList(readFileSync(listFile, 'utf8'))
const exists = (each) => existsSync(each.startsWith('test:') ? `${roots[1]}/${each.slice(5)}` : `${roots[0]}/${each}`)

let failed = false
const fail = (text) => {
  console.error(text)
  failed = true
}
if (beforeFile) {
  retreats(parseList(readFileSync(beforeFile, 'utf8')), list, exists).forEach(fail)
}
const todo = new Map()
for (const root of roots) {
  const prefix = root === roots[1] ? 'test:' : ''
  for (const name of readdirSync(root, { recursive: true }).filter((each) => each.endsWith('.java')).sort()) {
    const found = faults(readFileSync(`${root}/${name}`, 'utf8'))
    const place = prefix + (dirname(name) === '.' ? 'root' : dirname(name))
    if (list.packages.includes(place) && !list.notYet.includes(prefix + name)) {
      found.forEach(({ line, fault }) => fail(`${relative('.', `${root}/${name}`)}:${line}: ${fault}`))
    } else if (found.length) {
      todo.set(place, (todo.get(place) ?? 0) + found.length)
    }
  }
}
const sum = [...todo.values()].reduce((all, each) => all + each, 0)
console.log(`Sentences to rewrite in what is not checked yet: ${sum}`)
console.log([...todo].map(([place, count]) => `${place} ${count}`).join(', '))
process.exit(failed ? 1 : 0)
