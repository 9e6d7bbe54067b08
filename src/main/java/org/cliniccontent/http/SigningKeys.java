package org.cliniccontent.http;

/** The source of the keys that tokens are signed with: the same on every replica, and after every restart. */
public interface SigningKeys {

    /**
     * Returns the key for a purpose.
     *
     * @param purpose the kind of token to sign; every kind has a purpose, and so a key, of its own
     */
    SigningKey of(String purpose);
}
