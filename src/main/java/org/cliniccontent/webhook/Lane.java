package org.cliniccontent.webhook;

/**
 * What an endpoint's attempts have to share: those at endpoints whose last attempt failed get a small part of all slots,
 * because most of them will be waited for in vain.
 */
enum Lane {
    FAST,
    SLOW
}
