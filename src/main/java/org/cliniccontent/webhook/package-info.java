/** Webhooks: partners' servers are told that there is something to fetch. */
package org.cliniccontent.webhook;
