/**
 * `jose` copies the claims with `structuredClone`, which no document of EdgeOne promises. Where it is missing, a copy
 * by JSON stands in: claims are JSON.
 */
export function provideStructuredClone(): void {
  globalThis.structuredClone ??= <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T
}
