// Holds what is shipped against the known advisories and the accepted findings.

import { inRange } from './maven-versions.mjs';

/** The components of a CycloneDX document: {artifact, version}. */
export function components(bom) {
  return (bom.components ?? [])
    .filter((component) => component.purl?.startsWith('pkg:maven/'))
    .map(({ group, name, version }) => ({ artifact: `${group}:${name}`, version }));
}

/** What forbids to ship, one line each; an acceptance covers one advisory of one artifact until a day. */
export function findings(shipped, advisories, accepted, today) {
  const lines = [];
  const used = new Set();
  for (const { artifact, version } of shipped) {
    for (const advisory of advisories) {
      if (!advisory.artifacts.includes(artifact) || !inRange(version, advisory.affected)) {
        continue;
      }
      const finding = `${advisory.id}: ${artifact} ${version}, fixed in ${advisory.fixed} (${advisory.summary})`;
      const acceptance = accepted.find((each) => each.id === advisory.id && each.artifact === artifact);
      if (!acceptance) {
        lines.push(finding);
        continue;
      }
      used.add(acceptance);
      if (acceptance.until < today) {
        lines.push(`${finding}; accepted until ${acceptance.until}: ${acceptance.reason}`);
      }
    }
  }
  for (const acceptance of accepted) {
    if (!used.has(acceptance)) {
      lines.push(`${acceptance.id} of ${acceptance.artifact} is accepted, but nothing shipped has it: remove it`);
    }
  }
  return lines;
}

/** What is wrong with the lists themselves: a typing error must not hide a finding. */
export function malformed(advisories, accepted) {
  const lines = [];
  const ids = new Set();
  for (const advisory of advisories) {
    const { id, artifacts, affected, fixed, summary, source } = advisory;
    if (!/^(CVE-\d{4}-\d{4,}|GHSA(-[0-9a-z]{4}){3})$/.test(id ?? '') || ids.has(id)) {
      lines.push(`${id}: not an identifier, or there twice`);
    }
    ids.add(id);
    if (!Array.isArray(artifacts) || !artifacts.every((each) => /^[\w.-]+:[\w.-]+$/.test(each))) {
      lines.push(`${id}: artifacts are group:name`);
    }
    if (!fixed || !summary || !source) {
      lines.push(`${id}: fixed, summary and source must be there`);
    }
    try {
      if (inRange(fixed, affected)) {
        lines.push(`${id}: ${fixed} is in ${affected}`);
      }
    } catch (error) {
      lines.push(`${id}: ${error.message}`);
    }
  }
  for (const { id, artifact, reason, until } of accepted) {
    if (!ids.has(id) || !artifact || !reason || !/^\d{4}-\d\d-\d\d$/.test(until ?? '')) {
      lines.push(`accepted ${id}: an advisory, artifact, reason and until (a day) must be there`);
    }
  }
  return lines;
}
