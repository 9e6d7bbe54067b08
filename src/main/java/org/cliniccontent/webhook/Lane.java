package org.cliniccontent.webhook;

/**
 * The two lanes that share the slots: endpoints whose last attempt failed get a small part of all slots, because most
 * of their attempts will time out.
 */
enum Lane {
    FAST,
    SLOW
}
