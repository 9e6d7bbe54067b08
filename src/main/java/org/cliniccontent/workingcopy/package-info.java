/**
 * Working copies: how edits are applied to them, their drafts, and how editors read them. Approval belongs in {@code
 * review}, releasing in {@code publishing}.
 */
package org.cliniccontent.workingcopy;
