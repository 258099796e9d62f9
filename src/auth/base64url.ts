import { base64url } from 'jose'

/** Reads base64url; undefined when a character is not of its alphabet or the length is impossible. */
export function decodeBase64Url(text: string): Uint8Array<ArrayBuffer> | undefined {
  // jose reads plain base64 and spaces as well.
  if (!/^[A-Za-z0-9_-]*$/.test(text) || text.length % 4 === 1) return undefined
  return new Uint8Array(base64url.decode(text))
}
