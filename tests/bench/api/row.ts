/** One line of the table; `met` is undefined where there is no goal. */
export type Row = {
  readonly what: string
  readonly goal: string
  readonly measured: string
  readonly met: boolean | undefined
}

export function ms(value: number): string {
  return `${value.toFixed(2)} ms`
}

/** The value in the middle. */
export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}
