import { readFileSync, readdirSync } from 'node:fs'

/**
 * CPU that the children of this process with a name have used, ms, by Linux's /proc (proc(5): `schedstat` of each
 * thread, ns). 0 where there is none.
 */
export function childCpuMs(name: string): number {
  let sumNs = 0
  for (const pid of childrenOf(process.pid)) {
    if (readText(`/proc/${pid}/comm`).trim() !== name) continue
    for (const thread of readNames(`/proc/${pid}/task`)) {
      sumNs += Number(readText(`/proc/${pid}/task/${thread}/schedstat`).split(' ')[0])
    }
  }
  return sumNs / 1e6
}

function childrenOf(pid: number): readonly string[] {
  return readNames(`/proc/${pid}/task`).flatMap((thread) =>
    readText(`/proc/${pid}/task/${thread}/children`)
      .split(' ')
      .flatMap((child) => child.trim() || []),
  )
}

/** What ends while it is looked at is not there. */
function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

function readNames(path: string): readonly string[] {
  try {
    return readdirSync(path)
  } catch {
    return []
  }
}
