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

type Correction = { readonly correction_traffic: number; readonly correctionMs: number }

/** An owner's correction in GB: it counts in the period in which it was set, and is 0 in any other. */
export function correctionGb(config: Correction, period: Period): number {
  return config.correctionMs >= period.startMs ? config.correction_traffic : 0
}

/** The same in bytes. */
export function correctionBytes(config: Correction, period: Period): number {
  return gbToBytes(correctionGb(config, period))
}
