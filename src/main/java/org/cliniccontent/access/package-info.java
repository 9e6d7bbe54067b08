/**
 * Who calls, and what each endpoint demands of its caller: callers, scopes and the rules of endpoints. How a caller
 * is recognised belongs in {@code authentication}, what it did in {@code audit}, and how often it may ask in {@code
 * limits}.
 */
package org.cliniccontent.access;
