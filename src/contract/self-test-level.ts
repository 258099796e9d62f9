/** Green: as the site expects. Yellow: it works, but worse, or by another way. Red: part of the site does not work. */
export type Level = 'green' | 'yellow' | 'red'

export type Finding = {
  readonly row: string
  readonly level: Level
  readonly zh: string
  /** What to do, in Chinese; absent where nothing is. */
  readonly cureZh?: string
}
