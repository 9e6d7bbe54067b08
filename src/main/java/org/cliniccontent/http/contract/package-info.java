/**
 * What every part of the service needs to complete the OpenAPI contract, and how the contract is served. The contract
 * of a feature is completed in its own package.
 */
package org.cliniccontent.http.contract;
