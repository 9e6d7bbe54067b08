/** Webhooks: notifications to partners' servers that there is something to fetch. */
package org.cliniccontent.webhook;
