import type { Period } from './period.ts'

/** Traffic is counted in whole bytes; the API speaks of GB of 10^9 bytes. */
export const bytesPerGb = 1e9

/** Whole bytes of a number of GB. */
export function gbToBytes(gb: number): number {
  return Math.round(gb * bytesPerGb)
}

/** GB of a number of bytes; 50.7 stays 50.7, because the division is rounded once. */
export function bytesToGb(bytes: number): number {
  return bytes / bytesPerGb
}

/** An owner's correction counts in the period in which it was set, GB as bytes. */
export function correctionBytes(
  config: { readonly correction_traffic: number; readonly correctionMs: number },
  period: Period,
): number {
  return config.correctionMs >= period.startMs ? gbToBytes(config.correction_traffic) : 0
}
