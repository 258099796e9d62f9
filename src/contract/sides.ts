import { regions } from './vocabulary.ts'

/** The large carriers of mainland China: between two of them latency is another matter than within one. */
export const carriers = ['telecom', 'unicom', 'mobile'] as const
export type Carrier = (typeof carriers)[number]

/** From where latency is looked at: a region, or within the first a carrier. */
export const sides = [...regions, ...carriers] as const
export type Side = (typeof sides)[number]
