package org.cliniccontent.http;

/** Where the keys come from that tokens are signed with: the same on every replica, and after every restart. */
public interface SigningKeys {

    /** @param purpose what is signed; every kind of token has a purpose, and so a key, of its own */
    SigningKey of(String purpose);
}
