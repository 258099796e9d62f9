import { serverNowMs } from '../../../lib/server-clock.ts'

/** A report token that has just been made. It lives in this page's memory alone: no storage, no address bar. */
export type FreshToken = { readonly nodeId: number; readonly token: string; readonly endMs: number }

export const tokenLifeMs = 900_000
const kept: { token: FreshToken | undefined } = { token: undefined }

/** Keeps the token that create or regenerate answered, for 15 minutes at most. */
export function keepToken(nodeId: number, token: string): void {
  kept.token = { nodeId, token, endMs: serverNowMs() + tokenLifeMs }
}

/** The token of a node while it may be shown. */
export function freshToken(nodeId: number, nowMs: number): FreshToken | undefined {
  const { token } = kept
  return token?.nodeId === nodeId && nowMs < token.endMs ? token : undefined
}

/** Forgets the token for good. */
export function dropToken(): void {
  kept.token = undefined
}
