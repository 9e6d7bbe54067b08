/** Who may do what: API keys, tokens, scopes, limits, and the audit log of what was done. */
package org.cliniccontent.access;
