import { hmac } from '@noble/hashes/hmac.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'

function hmacSha256(key: string, text: string): Uint8Array {
  return hmac(sha256, utf8ToBytes(key), utf8ToBytes(text))
}

function base64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
}

/** `sign` of a Feishu or Lark robot at `seconds`: what is usually the text is the key, and the text is empty. */
export function feishuSign(seconds: number, secret: string): string {
  return base64(hmacSha256(`${seconds}\n${secret}`, ''))
}

/** `sign` of a DingTalk robot at `ms`, before it is put into an address. */
export function dingtalkSign(ms: number, secret: string): string {
  return base64(hmacSha256(secret, `${ms}\n${secret}`))
}

/** `X-Signature` of a webhook: over the timestamp (seconds, as in `X-Timestamp`), a dot and the body. */
export function webhookSignature(seconds: number, secret: string, body: string): string {
  return `sha256=${bytesToHex(hmacSha256(secret, `${seconds}.${body}`))}`
}
