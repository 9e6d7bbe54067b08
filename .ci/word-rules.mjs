// A sentence has a noun as its subject and says what a thing is or does.
const opening = /^(What|How|As|Of|Those|Whether|Who|With|That|For|By)\b/

// Written once, and worse than their plain counterparts.
const phrases = [
  /\bit is looked for\b/i,
  /\bthere is no such thing\b/i,
  /\bwhat goes out\b/i,
  /\bwhat comes in\b/i,
  /\bas good as none\b/i,
  /\bin (its|their) one spelling\b/i,
  /\bto who asks\b/i,
  /\bis told of by\b/i,
]

/** Returns the faults of a Java source: its line, and what is wrong there. */
export function faults(source) {
  const found = []
  const at = (index) => source.slice(0, index).split('\n').length
  for (const comment of source.matchAll(/\/\*\*([^]*?)\*\//g)) {
    const text = comment[1].replace(/^\s*\*? ?/gm, ' ').trim()
    const match = opening.exec(text)
    if (match) found.push({ line: at(comment.index), fault: `a Javadoc begins with "${match[0]}": ${text.slice(0, 60)}` })
  }
  // A phrase may be broken by the end of a line, within a comment or a text.
  const flat = source.replace(/\n\s*(?:\*|\/\/|\+ ")?\s?/g, (end) => ' '.repeat(end.length)).replace(/" {2,}/g, (end) => ' '.repeat(end.length))
  for (const phrase of phrases) {
    const loose = new RegExp(phrase.source.replaceAll(' ', '\\s+'), 'gi')
    for (const match of flat.matchAll(loose)) found.push({ line: at(match.index), fault: `"${match[0].replace(/\s+/g, ' ')}"` })
  }
  return found
}

/** Returns the lines of a list by their kind: packages that are checked, and files in them that are not yet. */
export function parseList(text) {
  const lines = text.split('\n').map((line) => line.trim()).filter((line) => line && !line.startsWith('#'))
  return {
    packages: lines.filter((line) => !line.startsWith('- ')),
    notYet: lines.filter((line) => line.startsWith('- ')).map((line) => line.slice(2)),
  }
}

/** Returns what a list takes back of an earlier one: packages that were checked, or new files that are not. */
export function retreats(before, now, exists) {
  return [
    ...before.packages.filter((each) => !now.packages.includes(each) && exists(each)).map((each) => `${each} was checked`),
    ...now.notYet.filter((each) => !before.notYet.includes(each)).map((each) => `${each} was checked`),
  ]
}
