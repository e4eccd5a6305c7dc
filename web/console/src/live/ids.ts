/** An id that nobody else has: a repeated send or mutation with it is the same one. */
export function fresh(): string {
  // Not randomUUID: that is there on secure origins only, and Parley is also tried over plain http in a local net.
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
