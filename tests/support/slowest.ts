/** How long a file of tests took. */
export type FileTime = { readonly project: string; readonly file: string; readonly ms: number }

const filesShown = 25

/** Where the time of a run went, for whoever wants it shorter: a line a project, then one for each of the slowest files. */
export function slowest(times: readonly FileTime[]): string[] {
  const sums = new Map<string, { ms: number; files: number }>()
  for (const { project, ms } of times) {
    const known = sums.get(project) ?? { ms: 0, files: 0 }
    sums.set(project, { ms: known.ms + ms, files: known.files + 1 })
  }
  const seconds = (ms: number): string => `${Math.round(ms / 1000)} s`.padStart(7)
  const projects = [...sums].toSorted(([, one], [, other]) => other.ms - one.ms)
  const files = times.toSorted((one, other) => other.ms - one.ms).slice(0, filesShown)
  return [
    ...projects.map(([name, { ms, files: count }]) => `${seconds(ms)}  ${name}, ${count} files`),
    ...files.map(({ file, ms }) => `${seconds(ms)}  ${file}`),
  ]
}
