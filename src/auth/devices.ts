import { hmac } from '@noble/hashes/hmac.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { utf8ToBytes } from '@noble/hashes/utils.js'
import { base64url } from 'jose'
import { decodeBase64Url } from './base64url.ts'
import { equalBytes, type Secrets } from './secrets.ts'

/** A browser that has signed in: whose, its own id, and until when in ms that is believed. */
export type Device = { readonly userKey: string; readonly id: string; readonly expMs: number }

const form = /^([0-9a-f]{32})\.([0-9a-f]{16})\.([0-9a-z]{8,9})\.([A-Za-z0-9_-]{43})$/

function tagOf(secrets: Secrets, text: string): Uint8Array {
  return hmac(sha256, secrets.deviceKey, utf8ToBytes(text))
}

/** The value of a device's cookie, signed by HMAC-SHA-256. */
export function signDevice(secrets: Secrets, { userKey, id, expMs }: Device): string {
  const text = `${userKey}.${id}.${expMs.toString(36)}`
  return `${text}.${base64url.encode(tagOf(secrets, text))}`
}

/** Reads a cookie that `signDevice` made; undefined for any other text and after its time. */
export function readDevice(secrets: Secrets, value: string, nowMs: number): Device | undefined {
  const [, userKey = '', id = '', time = '', tag = ''] = form.exec(value) ?? []
  const given = decodeBase64Url(tag)
  if (given === undefined || !equalBytes(given, tagOf(secrets, `${userKey}.${id}.${time}`))) return undefined
  const expMs = Number.parseInt(time, 36)
  return expMs > nowMs ? { userKey, id, expMs } : undefined
}
