// usage: node check-dependencies.mjs BOM LIB: fails if something shipped has a known fault that nobody accepted.

import { readdirSync, readFileSync } from 'node:fs';
import { components, findings, malformed } from './dependency-findings.mjs';

const [bomFile, lib] = process.argv.slice(2);
const read = (file) => JSON.parse(readFileSync(file, 'utf8'));
const here = (name) => read(new URL(name, import.meta.url));

const advisories = here('advisories.json');
const accepted = here('accepted-findings.json');
const shipped = components(read(bomFile));

const problems = malformed(advisories, accepted);
// The list is worth nothing if it is not of what is shipped.
const quarkus = shipped.find(({ artifact }) => artifact === 'io.quarkus:quarkus-core')?.version;
const named = new Set(shipped.map(({ artifact, version }) => `${artifact.replace(':', '.')}-${version}.jar`));
const jars = ['boot', 'main'].flatMap((part) => readdirSync(`${lib}/${part}`));
for (const jar of jars.filter((each) => !named.has(each))) {
  const extension = /^io\.quarkus\.(quarkus-.+)-(\d.*)\.jar$/.exec(jar);
  if (extension?.[2] === quarkus) {
    // The platform adds extensions by itself where two others are there; Maven does not know of them.
    shipped.push({ artifact: `io.quarkus:${extension[1]}`, version: quarkus });
  } else {
    problems.push(`${jar} is shipped, and not in ${bomFile}`);
  }
}
if (jars.length === 0) {
  problems.push(`nothing is shipped in ${lib}`);
}
problems.push(...findings(shipped, advisories, accepted, new Date().toISOString().slice(0, 10)));

problems.forEach((problem) => console.error(problem));
console.log(`${shipped.length} components against ${advisories.length} advisories, ${accepted.length} accepted`);
process.exit(problems.length === 0 ? 0 : 1);
